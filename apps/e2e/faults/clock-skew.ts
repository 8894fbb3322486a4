import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "@patchops/db";
import pg from "pg";
import { type Instance, startInstance } from "../src/start-instance.ts";
import { createCaller } from "./caller.ts";
import { createMixedLoad } from "./mixed-load.ts";
import type { Suite } from "./suite.ts";
import { verifyCounts } from "./verify-counts.ts";

const skews = [
  { name: "-1 h", ms: -3_600_000 },
  { name: "+2 d", ms: 2 * 86_400_000 },
];
const leastMs = 4_000;

/** Starts Node with a clock that is wrong by so much. */
function wrongClock(ms: number): string {
  const program = `const Right = Date;
globalThis.Date = class extends Right {
  constructor(...given) { super(...(given.length === 0 ? [Right.now() + ${ms}] : given)); }
  static now() { return Right.now() + ${ms}; }
};`;
  return `--import=data:text/javascript,${encodeURIComponent(program)}`;
}

/** Nodes with wrong clocks beside a right one: what they meter counts where it belongs, and they say that they are not ready. */
export const clockSkew: Suite = async ({ budgetMs }) => {
  const dataDir = await mkdtemp(join(tmpdir(), "patchops-faults-"));
  const postgres = await startEmbeddedPostgres({ dataDir });
  const env = { DATABASE_URL: postgres.connectionString, PATCHOPS_MASTER_KEY: "5a".repeat(32) };
  const right = await startInstance({ env });
  const nodes: Instance[] = [right];
  const owner = new pg.Client({ connectionString: postgres.connectionString });
  await owner.connect();
  try {
    const { apiKey } = await right.setUp();
    await right.cli(["connections", "add", "demo"], { apiKey });
    const beganMs = Date.now();
    for (const { ms } of skews) {
      nodes.push(await startInstance({ env: { ...env, NODE_OPTIONS: wrongClock(ms) } }));
    }
    const signal = AbortSignal.timeout(Math.max(leastMs, Math.round(budgetMs)));
    const caller = createCaller(() => right.url, apiKey);
    const wrong = nodes.slice(1).map((node) => createCaller(() => node.url, apiKey));
    await Promise.all([
      ...[caller, ...wrong].map((each) => each.keepCalling("demo_list_orders", { callers: 2, signal })),
      ...nodes.map((node) => createMixedLoad(() => node.url, apiKey).keepGoing(signal)),
    ]);
    const answered = wrong.map(({ heard }) => heard.answered.size);
    for (const [place, { heard }] of wrong.entries()) {
      for (const id of heard.answered) caller.heard.answered.add(id);
      // Each node stores what it knows before it answers.
      await wrong[place]?.client().usage.summary({});
    }
    const { rows } = await owner.query<{ events: number; misplaced: number; months: number }>(
      `select count(*)::int as events, count(*) filter (where ts < $1 or ts > $2)::int as misplaced,
        (select count(distinct period)::int from usage_periods) as months from usage_events`,
      [new Date(beganMs), new Date(Date.now() + 1_000)],
    );
    const [stored] = rows;
    const ready = await Promise.all(nodes.map(async ({ url }) => (await fetch(`${url}/readyz`)).status));
    return [
      {
        name: "clock skew: misplaced",
        value: stored?.misplaced ?? Number.NaN,
        unit: "events",
        note: `${stored?.events} events; calls: ${skews.map(({ name }, place) => `${answered[place]} at ${name}`).join(", ")}`,
        atMost: 0,
      },
      {
        name: "clock skew: nodes that call themselves ready",
        value: ready.filter((status) => status === 200).length - 1,
        unit: "of 2",
        note: `the right one answers ${ready[0]}`,
        atMost: 0,
      },
      {
        name: "clock skew: calls at wrong nodes",
        value: Math.min(...answered),
        unit: "calls",
        note: "",
        atLeast: 1,
      },
      ...(await verifyCounts("clock skew", right.url, caller)),
    ];
  } finally {
    await owner.end();
    for (const node of nodes) await node.dispose();
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
};
