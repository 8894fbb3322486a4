import { parseArgs } from "node:util";
import { formatRows, isMet, type Row } from "../bench/report.ts";
import { badFrames } from "./bad-frames.ts";
import { badUpstreams } from "./bad-upstreams.ts";
import { clockSkew } from "./clock-skew.ts";
import { dataRights } from "./data-rights.ts";
import { diskFull } from "./disk-full.ts";
import { exactness } from "./exactness.ts";
import { lastUnits } from "./last-units.ts";
import { longLoad } from "./long-load.ts";
import { manyConnections } from "./many-connections.ts";
import { postgresAway } from "./postgres-away.ts";
import { rotations } from "./rotations.ts";
import { sandboxAbuse } from "./sandbox-abuse.ts";
import { sandboxBombs } from "./sandbox-bombs.ts";
import { sandboxKills } from "./sandbox-kills.ts";
import { sandboxRuns } from "./sandbox-runs.ts";
import { schedules } from "./schedules.ts";
import { sleepers } from "./sleepers.ts";
import type { Suite } from "./suite.ts";
import { workerKilled } from "./worker-killed.ts";
import { workflowKills } from "./workflow-kills.ts";

/** Each suite with its share of the time; one without takes what it takes. */
const suites: Record<string, { run: Suite; share: number; isOnlyNamed?: true }> = {
  exactness: { run: exactness(100_000), share: 0 },
  "last-units": { run: lastUnits, share: 0.05 },
  "clock-skew": { run: clockSkew, share: 0.05 },
  "workflow-kills": { run: workflowKills(500), share: 0 },
  schedules: { run: schedules(10_000), share: 0 },
  sleepers: { run: sleepers(1_000), share: 0 },
  "data-rights": { run: dataRights, share: 0 },
  rotations: { run: rotations, share: 0 },
  "worker-killed": { run: workerKilled, share: 0.1 },
  "many-connections": { run: manyConnections, share: 0 },
  "postgres-away": { run: postgresAway, share: 0.3 },
  "disk-full": { run: diskFull, share: 0.05 },
  "bad-frames": { run: badFrames, share: 0 },
  "bad-upstreams": { run: badUpstreams, share: 0.1 },
  "sandbox-bombs": { run: sandboxBombs, share: 0.15 },
  "long-load": { run: longLoad, share: 0.2 },
  // Of the sandbox alone, from minutes to an hour: for those who ask for them.
  abuse: { run: sandboxAbuse, share: 0, isOnlyNamed: true },
  kills: { run: sandboxKills, share: 0, isOnlyNamed: true },
  runs: { run: sandboxRuns, share: 0, isOnlyNamed: true },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: "string", default: "10" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});
const [minutes, seed] = [Number(values.minutes), Number(values.seed)];
const unknown = positionals.find((name) => !(name in suites));
if (!(minutes > 0) || !Number.isInteger(seed) || unknown !== undefined) {
  console.error(`pnpm test:faults [--minutes 10] [--seed N] [${Object.keys(suites).join(" ")}]`);
  process.exit(2);
}
const chosen = Object.entries(suites).filter(([name, { isOnlyNamed }]) =>
  positionals.length === 0 ? isOnlyNamed !== true : positionals.includes(name),
);
const total = chosen.reduce((sum, [, { share }]) => sum + share, 0) || 1;

console.error(`seed ${seed}, about ${minutes} minutes`);
const rows: Row[] = [];
let broken = 0;
for (const [name, { run, share }] of chosen) {
  console.error(`${name}…`);
  try {
    rows.push(...(await run({ seed, budgetMs: (minutes * 60_000 * share) / total })));
  } catch (error) {
    broken += 1;
    console.error(error);
  }
}
console.log(formatRows(rows));
const missed = rows.filter((row) => isMet(row) === false).length;
console.log(
  `\n${missed + broken === 0 ? "All bounds met." : `${missed} bounds missed, ${broken} suites broken.`} Seed ${seed}.`,
);
process.exitCode = missed + broken === 0 ? 0 : 1;
