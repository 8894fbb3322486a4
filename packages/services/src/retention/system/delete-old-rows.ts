import type { Database } from "@patchops/db";
import { type RawBuilder, sql } from "kysely";
import { isNotHeld } from "./not-held.ts";

type IsOld = (before: RawBuilder<string>) => RawBuilder<boolean>;

/** When a row of a table is old, by the moment before which nothing is kept. */
const conditions = {
  usage_days: (before) => sql`day < (${before} at time zone 'UTC')::date`,
  usage_day_keys: (before) => sql`day < (${before} at time zone 'UTC')::date`,
  usage_hours: (before) => sql`hour < ${before}`,
  component_days: (before) => sql`day < (${before} at time zone 'UTC')::date`,
  // Their events and logs go with them.
  executions: (before) => sql`created_at < ${before} and finished_at is not null`,
  // A client may keep a session for months: its last request counts.
  prompt_sessions: (before) => sql`created_at < ${before} and last_seen_at < ${before}`,
  session_events: (before) => sql`ts < ${before}`,
  session_stream_events: (before) => sql`created_at < ${before}`,
  session_answers: (before) => sql`created_at < ${before}`,
  held_turns: (before) => sql`created_at < ${before}`,
  // They hold arguments; that somebody decided, and what about, stays in the audit.
  approvals: (before) => sql`created_at < ${before}`,
  workflow_hook_refusals: (before) => sql`created_at < ${before}`,
  refused_attempts: (before) => sql`created_at < ${before}`,
  login_sessions: (before) => sql`expires_at <= ${before}`,
  connection_sign_ins: (before) => sql`expires_at <= ${before}`,
  oauth_records: (before) => sql`expires_at <= ${before}`,
  // A grant's record of what was allowed is the audit; its row is only kept to recognize what comes late.
  oauth_grants: (before) => sql`least(expires_at, coalesce(revoked_at, expires_at)) <= ${before}`,
  oauth_clients: (before) => sql`
    coalesce(last_used_at, created_at) <= ${before}
    and not exists (select 1 from oauth_grants where client_id = oauth_clients.id)`,
  provider_logins: (before) => sql`expires_at <= ${before}`,
  account_notices: (before) => sql`created_at < ${before}`,
  notifications: (before) => sql`created_at < ${before}`,
  webhook_deliveries: (before) => sql`created_at < ${before}`,
  // What came to nothing stays for the operator.
  stripe_events: (before) => sql`received_at < ${before} and processed_at is not null`,
  // Of this month and the one before they say what is counted already, however short the rest is kept.
  meter_outbox: (before) => sql`hour < ${before} and state in ('sent', 'unbilled', 'missing')
    and period < date_trunc('month', now() at time zone 'UTC') - interval '1 month'`,
  quota_notices: (before) => sql`period < (${before} at time zone 'UTC')::date`,
  // Who asks again while they wait stays as long as before: the list says when they came.
  waitlist_entries: (before) => sql`greatest(created_at, invited_at, joined_at) < ${before}`,
  // Their messages go with them.
  support_tickets: (before) => sql`status_at < ${before} and status = 'closed'`,
  // Their parts go with them.
  data_exports: (before) => sql`expires_at <= ${before}`,
  impersonations: (before) => sql`begun_at < ${before}`,
  appeals: (before) => sql`settled_at < ${before}`,
  deletion_links: (before) => sql`expires_at <= ${before}`,
  kept_bills: (before) => sql`keep_until <= ${before}`,
  account_links: (before) => sql`expires_at <= ${before}`,
  mails: (before) => sql`created_at < ${before} and (status <> 'queued' or expires_at < now())`,
  known_devices: (before) => sql`last_seen_at < ${before}`,
  login_events: (before) => sql`at < ${before}`,
  login_challenges: (before) => sql`expires_at <= ${before}`,
  login_attempts: (before) => sql`window_ends_at <= ${before}`,
} satisfies Record<string, IsOld>;

export type TableOfAge = keyof typeof conditions;
export const tablesOfAge = Object.keys(conditions) as readonly TableOfAge[];

const batchSize = 5_000;

/** Deletes a table's rows from before this moment that no legal hold keeps, some at a time so that nobody waits for them; answers how many are gone. */
export async function deleteOldRows(database: Database, name: TableOfAge, before: string): Promise<number> {
  const table = sql.table(name);
  const isOld = conditions[name](sql<string>`${before}::timestamptz`);
  for (let total = 0; ; ) {
    const { numAffectedRows = 0n } = await sql`
      delete from ${table} where ctid = any (array(select ctid from ${table} where ${isOld} and ${isNotHeld(name)} limit ${batchSize}))
    `.execute(database.system);
    total += Number(numAffectedRows);
    if (Number(numAffectedRows) < batchSize) return total;
  }
}
