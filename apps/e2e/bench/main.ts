import { benchDashboard } from "./dashboard.ts";
import { benchFaults } from "./faults.ts";
import { benchGateway } from "./gateway.ts";
import { benchJobs } from "./jobs.ts";
import { benchLists } from "./lists.ts";
import { benchMetering } from "./metering.ts";
import { benchPeers } from "./peers.ts";
import { formatRows, isMet, type Row } from "./report.ts";
import { benchSandbox } from "./sandbox.ts";
import { benchTokens } from "./tokens.ts";

/** `--peers`: also those that take long to install. */
const hasPeers = process.argv.includes("--peers");

const benchmarks: Record<string, () => Promise<Row[]>> = {
  gateway: benchGateway,
  lists: benchLists,
  tokens: benchTokens,
  faults: benchFaults,
  peers: benchPeers,
  sandbox: () => benchSandbox({ hasPeers }),
  dashboard: benchDashboard,
  jobs: benchJobs,
  metering: benchMetering,
};

const asked = process.argv.slice(2).filter((argument) => argument !== "--peers");
const unknown = asked.filter((name) => !(name in benchmarks));
if (unknown.length > 0) {
  throw new Error(
    `There is no benchmark ${unknown.join(", ")}. There are: ${Object.keys(benchmarks).join(", ")}.`,
  );
}
const rows: Row[] = [];
const failed: string[] = [];
for (const name of asked.length > 0 ? asked : Object.keys(benchmarks)) {
  process.stderr.write(`${name}…\n`);
  try {
    rows.push(...((await benchmarks[name]?.()) ?? []));
  } catch (error) {
    // The rows of the others took minutes.
    console.error(error);
    failed.push(name);
  }
}
console.log(formatRows(rows));
const missed = rows.filter((row) => isMet(row) === false).length;
console.log(`\n${missed === 0 ? "All bounds met." : `${missed} bounds missed.`}`);
if (failed.length > 0) console.log(`Not measured: ${failed.join(", ")}.`);
process.exitCode = missed + failed.length === 0 ? 0 : 1;
