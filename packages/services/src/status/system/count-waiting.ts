import type { Database } from "@patchops/db";
import { sql } from "kysely";

/** What a worker should have done long ago: mails not sent, events of Stripe not followed. A system file: they are of no organization. */
export async function countWaiting({ system }: Database): Promise<{ mails: number; events: number }> {
  const { rows } = await sql<{ mails: number; events: number }>`
    select
      (select count(*) from mails
        where status = 'queued' and created_at < now() - interval '10 minutes' and expires_at > now())::int as mails,
      (select count(*) from stripe_events
        where processed_at is null and received_at < now() - interval '15 minutes')::int as events
  `.execute(system);
  return rows[0] ?? { mails: 0, events: 0 };
}
