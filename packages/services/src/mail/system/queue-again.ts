import { sql } from "kysely";
import { type AuditActor, recordAudit } from "../../audit/index.ts";
import type { Services } from "../../context.ts";

/** Queues a mail for now; false when it was taken, is on its way, or has nothing to say any more. A system file: mails are of no organization. */
export async function queueAgain(
  { database, jobs }: Services,
  id: string,
  actor: AuditActor,
): Promise<boolean> {
  return database.system.transaction().execute(async (trx) => {
    const row = await trx
      .updateTable("mails")
      .set({ status: "queued", statusAt: sql`now()`, nextAt: sql`now()`, attempts: 0, leaseUntil: null })
      .where("id", "=", id)
      .where("status", "in", ["queued", "failed", "bounced"])
      .where("sealed", "is not", null)
      .where("expiresAt", ">", sql<string>`now()`)
      .where((where) =>
        where.or([where("leaseUntil", "is", null), where("leaseUntil", "<", sql<string>`now()`)]),
      )
      .returning("id")
      .executeTakeFirst();
    if (row === undefined) return false;
    await recordAudit(trx, actor, { action: "mail.retry", targetKind: "mail", targetId: id });
    await jobs.send(trx, "mail", { mailId: id });
    return true;
  });
}
