import type { Services } from "../../context.ts";
import type { SmtpEnd } from "../smtp-problem.ts";
import { suppress } from "../suppress.ts";

/** From each try to the next, in seconds; after the last nobody tries again. */
const pausesSeconds = [30, 120, 600, 1_800, 7_200, 21_600, 43_200] as const;

/** Writes down what came of a try, and has the next one made. A system file: mails are of no organization. */
export async function storeEnd(
  { database, jobs }: Services,
  mail: { id: string; recipient: string; attempts: number },
  end: SmtpEnd,
): Promise<void> {
  const pause = end.status === "again" ? pausesSeconds[mail.attempts - 1] : undefined;
  const status = end.status === "again" ? (pause === undefined ? "failed" : "queued") : end.status;
  const now = Date.now();
  await database.system.transaction().execute(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable("mails")
      .set({
        status,
        answer: end.answer,
        leaseUntil: null,
        statusAt: new Date(now).toISOString(),
        // What has arrived needs nobody here to read it.
        ...(end.status === "accepted" ? { serverMessageId: end.serverMessageId, sealed: null } : {}),
        ...(pause === undefined ? {} : { nextAt: new Date(now + pause * 1_000).toISOString() }),
      })
      .where("id", "=", mail.id)
      // A report may have come before the server's own answer was stored.
      .where("status", "=", "queued")
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return;
    if (status === "bounced")
      await suppress(trx, { address: mail.recipient, mailId: mail.id, reason: end.answer });
    if (pause !== undefined) await jobs.send(trx, "mail", { mailId: mail.id }, { afterSeconds: pause });
  });
}
