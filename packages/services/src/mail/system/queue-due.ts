import { sql } from "kysely";
import type { Services } from "../../context.ts";

const batch = 500;

/**
 * A worker's job: sends what lies in the outbox and that nobody works on: after a worker's death, a restore, or once SMTP was
 * set. A system file: mails are of no organization.
 */
export async function queueDueMails({ database, jobs, mailer }: Services): Promise<void> {
  if (mailer === null) return;
  await database.system.transaction().execute(async (trx) => {
    const due = await trx
      .selectFrom("mails")
      .select("id")
      .where("status", "=", "queued")
      // Younger ones have their own job on its way.
      .where("nextAt", "<", sql<string>`now() - interval '1 minute'`)
      .where((where) =>
        where.or([where("leaseUntil", "is", null), where("leaseUntil", "<", sql<string>`now()`)]),
      )
      .orderBy("nextAt")
      .limit(batch)
      .execute();
    for (const { id } of due) await jobs.send(trx, "mail", { mailId: id });
  });
}
