import pg from "pg";
import type { Row } from "../bench/report.ts";
import { type Kind, kinds, type Tallies } from "./mixed-load.ts";

/**
 * What is stored of each kind, against what was answered and what was begun: fewer than the former were lost, more than the latter
 * were doubled. Then what was charged to each counter against what was used, once every node has ended.
 */
export async function verifyKinds(
  name: string,
  connectionString: string,
  tallies: readonly Tallies[],
): Promise<Row[]> {
  const owner = new pg.Client({ connectionString });
  await owner.connect();
  try {
    const { rows } = await owner.query<{ kind: Kind; stored: number }>(
      "select kind, count(*)::int as stored from usage_events group by kind",
    );
    const stored = new Map(rows.map((row) => [row.kind, row.stored]));
    const counts = kinds.map((kind) => ({
      kind,
      stored: stored.get(kind) ?? 0,
      answered: tallies.reduce((sum, tally) => sum + tally[kind].answered, 0),
      tried: tallies.reduce((sum, tally) => sum + tally[kind].tried, 0),
    }));
    const over = (part: (count: (typeof counts)[number]) => number) =>
      counts.reduce((sum, count) => sum + Math.max(0, part(count)), 0);
    const { rows: charges } = await owner.query<{ stranded: number; leases: number; budgets: number }>(`
      select coalesce(sum(abs(q.charged - coalesce((
        select sum(case q.meter when 'cpu_ms' then e.cpu_ms else e.units end) from usage_events as e
        where e.organization_id = q.organization_id
          and e.ts >= q.period and e.ts < q.period + interval '1 month'
          and case split_part(q.meter, ':', 1)
            when 'key' then e.kind = 'call' and 'key:' || e.api_key_id = q.meter
            when 'member' then e.kind = 'call' and 'member:' || e.user_id = q.meter
            when 'calls' then e.kind = 'call'
            else e.kind = 'execution'
          end
      ), 0))), 0)::int as stranded,
        (select count(*)::int from usage_leases) as leases, count(*)::int as budgets
      from usage_quotas as q`);
    const { stranded = Number.NaN, leases = Number.NaN, budgets = 0 } = charges[0] ?? {};
    return [
      {
        name: `${name}: answered and not stored`,
        value: over(({ answered, stored: rows }) => answered - rows),
        unit: "events",
        note: counts.map(({ kind, answered, stored: rows }) => `${answered}/${rows} ${kind}s`).join(", "),
        atMost: 0,
      },
      {
        name: `${name}: stored and never begun`,
        value: over(({ stored: rows, tried }) => rows - tried),
        unit: "events",
        note: `${counts.reduce((sum, { tried }) => sum + tried, 0)} begun`,
        atMost: 0,
      },
      {
        name: `${name}: charged, and not used, or the other way`,
        value: Math.abs(stranded),
        unit: "units",
        note: `${budgets} counters, ${leases} leases left`,
        atMost: 0,
      },
    ];
  } finally {
    await owner.end();
  }
}
