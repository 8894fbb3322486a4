import { idSchema, noneFilter } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { sql } from "kysely";
import { isoTime, type Range } from "../range.ts";
import { hasFilters } from "./has-filters.ts";
import { unknownKey } from "./unknown-key.ts";
import type { CellsQuery, UsageCell } from "./usage-cell.ts";

type ReadDays = (trx: Transaction, range: Range) => Promise<UsageCell[]>;
type KeyDimension = Exclude<CellsQuery["groupBy"], "tool" | "connection">;

/** What answers a query from day totals; null where they do not know enough for its filters. */
export function dayCellsOf(query: CellsQuery): ReadDays | null {
  const { groupBy, interval } = query;
  if (interval === "hour") return null;
  if (groupBy === "tool" || groupBy === "connection") {
    if (hasFilters(query.filters, ["connection", "tool"])) return null;
    return (trx, range) => toolCells(trx, query, range);
  }
  // A key's own filter; people may be named by their mail address, which events alone resolve.
  const only = query.filters[groupBy];
  if (hasFilters(query.filters, [groupBy])) return null;
  const isMail = only !== undefined && only !== noneFilter && !idSchema.safeParse(only).success;
  if (groupBy === "user" && isMail) return null;
  return (trx, range) => keyCells(trx, query, { dimension: groupBy, only, range });
}

const dayOf = (ms: number) => isoTime(ms).slice(0, 10);
const timeOf = (day: string, { interval }: CellsQuery) => (interval === null ? null : `${day}T00:00:00.000Z`);

async function toolCells(trx: Transaction, query: CellsQuery, range: Range): Promise<UsageCell[]> {
  const { connection, tool } = query.filters;
  // `<connection>.<tool>`; slugs hold no dot.
  const name = query.groupBy === "tool" ? sql`|| '.' || tool` : sql``;
  let rows = trx
    .selectFrom("usageDays")
    .select([
      "day",
      "calls",
      "failures",
      "latency",
      sql<string>`coalesce(nullif(connection_slug, '') ${name}, ${unknownKey})`.as("key"),
    ])
    .where("organizationId", "=", query.organizationId)
    .where("day", ">=", dayOf(range.fromMs))
    .where("day", "<", dayOf(range.toMs));
  if (connection !== undefined) {
    rows = rows.where("connectionSlug", "=", connection === noneFilter ? "" : connection);
  }
  // A call of a name that is no tool of ours has no connection.
  if (tool !== undefined) rows = rows.where("tool", "=", tool).where("connectionSlug", "<>", "");
  return (await rows.execute()).map(({ day, ...row }) => ({
    ...row,
    at: timeOf(day, query),
    label: row.key,
  }));
}

async function keyCells(
  trx: Transaction,
  query: CellsQuery,
  { dimension, only, range }: { dimension: KeyDimension; only: string | undefined; range: Range },
): Promise<UsageCell[]> {
  const { rows } = await sql<Omit<UsageCell, "at"> & { day: string }>`
    select d.day, coalesce(nullif(d.key, ''), ${unknownKey}) as key, calls, failures, latency,
      ${labels[dimension]} as label
    from usage_day_keys as d
    where d.organization_id = ${query.organizationId} and d.dimension = ${dimension}
      and d.day >= ${dayOf(range.fromMs)} and d.day < ${dayOf(range.toMs)}
      ${only === undefined ? sql`` : sql`and d.key = ${only === noneFilter ? "" : only}`}
  `.execute(trx);
  return rows.map(({ day, ...row }) => ({ ...row, at: timeOf(day, query), label: row.label ?? row.key }));
}

const named = sql`nullif(d.key, '')`;
const labels: Record<KeyDimension, ReturnType<typeof sql>> = {
  provider: named,
  client: named,
  via: named,
  user: sql`(select coalesce(u.name, u.email) from users as u where u.id = ${named}::uuid)`,
  key: sql`(select k.name from api_keys as k where k.organization_id = d.organization_id and k.id = ${named}::uuid)`,
};
