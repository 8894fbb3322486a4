import type { Database } from "@patchops/db";
import { type RawBuilder, sql } from "kysely";
import { isNotHeld } from "./not-held.ts";

type IsOld = (before: RawBuilder<string>) => RawBuilder<boolean>;

/** What of an organization is kept as long as its plan says: the rest of each table's key, and when a row is old. */
const tables = {
  usage_events: { key: ["id", "ts"], isOld: (before) => sql`ts < ${before}` },
  session_events: { key: ["id"], isOld: (before) => sql`ts < ${before}` },
  // A client may keep a session for months: its last request counts.
  prompt_sessions: {
    key: ["id"],
    isOld: (before) => sql`created_at < ${before} and last_seen_at < ${before}`,
  },
  // Their events and logs go with them.
  executions: {
    key: ["id"],
    isOld: (before) => sql`created_at < ${before} and finished_at is not null`,
  },
  execution_log: {
    key: ["id"],
    isOld: (before) => sql`exists (
      select from executions as e where e.organization_id = execution_log.organization_id
        and e.id = execution_log.execution_id and e.finished_at < ${before})`,
  },
  call_payloads: { key: ["event_id"], isOld: (before) => sql`created_at < ${before}` },
} satisfies Record<string, { key: readonly string[]; isOld: IsOld }>;

export type PlannedTable = keyof typeof tables;

const batchSize = 5_000;

/** Deletes old rows of these organizations that no legal hold keeps, some at a time so that nobody waits for them; answers how many are gone. */
export async function deleteRowsOf(
  database: Database,
  name: PlannedTable,
  { organizationIds, before }: { organizationIds: readonly string[]; before: string },
): Promise<number> {
  const { key, isOld } = tables[name];
  const table = sql.table(name);
  const columns = sql.join(["organization_id", ...key].map((column) => sql.ref(column)));
  for (let total = 0; ; ) {
    const { numAffectedRows = 0n } = await sql`
      delete from ${table} where (${columns}) in (
        select ${columns} from ${table}
        where organization_id = any(${organizationIds}::uuid[]) and ${isOld(sql<string>`${before}::timestamptz`)}
          and ${isNotHeld(name)}
        limit ${batchSize})
    `.execute(database.system);
    total += Number(numAffectedRows);
    if (Number(numAffectedRows) < batchSize) return total;
  }
}
