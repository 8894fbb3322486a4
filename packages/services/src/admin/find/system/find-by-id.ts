import { idTimeMs } from "@patchops/contract";
import type { Database } from "@patchops/db";
import { sql } from "kysely";
import type { FoundSubject } from "../find-subject.ts";

/** A request's rows are written within a day of its id, which holds its moment: so little of the past is looked at. */
const windowMs = 86_400_000;

/** The end of the year 9999: Postgres reads no later one as ISO 8601 writes it, and a random id may mean one. */
const lastMs = 253_402_300_799_999;

/** Whose an id is, wherever it stands. A system file: it looks for the organization. */
export async function findById(database: Database, id: string): Promise<FoundSubject> {
  const beganMs = idTimeMs(id);
  const from = new Date(Math.min(lastMs, Math.max(0, beganMs - windowMs))).toISOString();
  const to = new Date(Math.min(lastMs, beganMs + windowMs)).toISOString();
  const { rows } = await sql<FoundSubject>`
    select id as "userId", null::uuid as "organizationId" from users where id = ${id}
    union all select null, id from organizations where id = ${id}
    union all select user_id, organization_id from api_keys where id = ${id}
    union all select user_id, organization_id from executions
      where created_at between ${from} and ${to} and (id = ${id} or request_id = ${id})
    union all select user_id, organization_id from usage_events
      where ts between ${from} and ${to} and (id = ${id} or request_id = ${id})
    union all select null, organization_id from audit_entries where at between ${from} and ${to} and request_id = ${id}
    limit 1
  `.execute(database.system);
  return rows[0] ?? { userId: null, organizationId: null };
}
