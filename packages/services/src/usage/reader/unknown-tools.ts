import type { Transaction } from "@patchops/db";
import { sql } from "kysely";
import { emptyHistogram, latencyBucket } from "../histogram.ts";
import { isoTime, type Range } from "../range.ts";
import { newTally, type Tally } from "../tally.ts";

const maxNames = 20;
const maxLength = 64;

/**
 * The names that callers asked for most where no tool of ours had them, each with its calls. From events, since rollups do
 * not grow with what a model makes up; what was dropped by retention stays without a name.
 */
export async function readUnknownTools(
  trx: Transaction,
  { organizationId, range }: { organizationId: string; range: Range },
): Promise<Map<string, Tally>> {
  const { rows } = await sql<{ name: string; bucket: number | null; calls: number; failures: number }>`
    with asked as (
      select coalesce(exposed_name, concat_ws('.', connection_slug, tool)) as name, outcome,
        ${latencyBucket(sql.raw("total_ms"))} as bucket
      from usage_events
      where organization_id = ${organizationId} and connection_id is null and kind = 'call'
        and ts >= ${isoTime(range.fromMs)} and ts < ${isoTime(range.toMs)}
    ), named as (
      select name from asked where name <> '' group by name order by count(*) desc, name limit ${maxNames}
    )
    select name, bucket, count(*) as calls, count(*) filter (where outcome <> 'ok') as failures
    from asked join named using (name) group by name, bucket
  `.execute(trx);
  const tallies = new Map<string, Tally>();
  for (const { name, bucket, calls, failures } of rows) {
    const shown = showable(name);
    const tally = tallies.get(shown) ?? newTally(shown);
    tallies.set(shown, tally);
    tally.calls += calls;
    tally.failures += failures;
    if (bucket !== null) tally.latency[bucket] = (tally.latency[bucket] ?? 0) + calls;
  }
  return tallies;
}

/** What is left of the unknown calls beside the named ones; null when nothing is. */
export function unnamedRest(all: Tally, named: Iterable<Tally>): Tally | null {
  const rest: Tally = { ...all, latency: [...all.latency] };
  for (const tally of named) {
    rest.calls -= tally.calls;
    rest.failures -= tally.failures;
    rest.latency = emptyHistogram().map(
      (_, bucket) => (rest.latency[bucket] ?? 0) - (tally.latency[bucket] ?? 0),
    );
  }
  return rest.calls > 0 ? rest : null;
}

/** A caller's words in a table of ours: nothing invisible, no line breaks, a bounded length. */
function showable(name: string): string {
  return name
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "\ufffd")
    .slice(0, maxLength)
    .toWellFormed();
}
