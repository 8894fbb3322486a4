import { arrayLiteral } from "@patchops/db";
import { storeRecords, type UsageRecord } from "@patchops/services";
import type pg from "pg";
import { median } from "../median.ts";
import type { Row } from "../report.ts";
import { benchRecords } from "./bench-records.ts";
import type { BenchDatabase } from "./open-bench-database.ts";

const batchSize = 1_000;
const warmUps = 5;
const rounds = 40;

/**
 * Batches of a thousand events against plain inserts of the same rows, by turns: calls, with dedupe, period usage and all rollups, and
 * runs, which are charged to two meters and have an hour and a method alone to be added to.
 */
export async function benchPipeline({ database, owner }: BenchDatabase): Promise<Row[]> {
  const insertRaw = await openRaw(owner, "raw_events");
  const timed = async (run: () => Promise<unknown>) => {
    const startedMs = performance.now();
    await run();
    return performance.now() - startedMs;
  };
  const asRun = (record: UsageRecord): UsageRecord => ({
    ...record,
    kind: "execution",
    method: "execution",
    cpuMs: 5,
  });
  const [calls, runs, raw]: [number[], number[], number[]] = [[], [], []];
  for (let round = -warmUps; round < rounds; round += 1) {
    const [forCalls, forRuns, forRaw] = [
      benchRecords(batchSize),
      benchRecords(batchSize),
      benchRecords(batchSize),
    ];
    const records = forRuns.map(asRun);
    const callsMs = await timed(() => storeRecords({ database }, forCalls));
    const rawMs = await timed(() => insertRaw(forRaw));
    const runsMs = await timed(() => storeRecords({ database }, records));
    if (round < 0) continue;
    calls.push(callsMs);
    runs.push(runsMs);
    raw.push(rawMs);
  }
  const perSecond = (times: readonly number[]) => (batchSize * 1_000) / median(times);
  return [
    {
      name: "metering pipeline, batches of 1,000",
      value: perSecond(calls) / perSecond(raw),
      unit: "of raw",
      note: `${perSecond(calls).toFixed(0)} events/s; plain unnest insert ${perSecond(raw).toFixed(0)}/s`,
      atLeast: 0.6,
    },
    {
      name: "metering pipeline, next to no rollups",
      value: perSecond(runs) / perSecond(raw),
      unit: "of raw",
      note: `${perSecond(runs).toFixed(0)} events/s`,
      atLeast: 0.8,
    },
  ];
}

/** A plain table of the same columns and indexes, and one insert of a batch into it. */
async function openRaw(
  owner: pg.Client,
  table: string,
): Promise<(records: readonly UsageRecord[]) => Promise<unknown>> {
  await owner.query(`create table ${table} (like usage_events including indexes)`);
  const { rows } = await owner.query<{ name: string; type: string }>(`
    select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
    where attrelid = '${table}'::regclass and attnum > 0 order by attnum`);
  const names = rows.map(({ name }) => name).join(", ");
  const arrays = rows.map(({ type }, place) => `$${place + 1}::${type}[]`).join(", ");
  const text = `insert into ${table} (${names}) select ${names} from unnest(${arrays}) as input (${names})`;
  const fields = rows.map(
    ({ name }) => name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()) as keyof UsageRecord,
  );
  return (records) =>
    owner.query(
      text,
      fields.map((field) => arrayLiteral(records.map((record) => record[field] ?? null))),
    );
}
