import { benchDashboard } from "./dashboard.ts";
import { benchGateway } from "./gateway.ts";
import { formatRows, isMet, type Row } from "./report.ts";
import { benchSandbox } from "./sandbox.ts";

const benchmarks: Record<string, () => Promise<Row[]>> = {
  gateway: benchGateway,
  sandbox: benchSandbox,
  dashboard: benchDashboard,
};

const chosen = process.argv.slice(2).filter((name) => name in benchmarks);
const rows: Row[] = [];
for (const name of chosen.length > 0 ? chosen : Object.keys(benchmarks)) {
  process.stderr.write(`${name}…\n`);
  rows.push(...((await benchmarks[name]?.()) ?? []));
}
console.log(formatRows(rows));
const missed = rows.filter((row) => isMet(row) === false).length;
console.log(`\n${missed === 0 ? "All bounds met." : `${missed} bounds missed.`}`);
process.exitCode = missed === 0 ? 0 : 1;
