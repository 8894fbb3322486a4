import type { Services } from "../../context.ts";
import type { MailReport } from "../report/mail-report.ts";
import { cutAnswer } from "../smtp-problem.ts";
import { suppress } from "../suppress.ts";

/** From what a report may still change a mail. What bounced stays so, whatever comes late. */
const open = {
  delivered: ["queued", "accepted"],
  failed: ["queued", "accepted"],
  bounced: ["queued", "accepted", "delivered", "failed"],
} as const;

/** Writes down what became of a mail; false when it is none of ours, or that was known. A system file: mails are of no organization. */
export async function storeReport(
  { database, log }: Services,
  { mailId, messageId, outcome, reason }: MailReport,
): Promise<boolean> {
  if (mailId === null && messageId === null) return false;
  const answer = cutAnswer(reason) || null;
  return database.system.transaction().execute(async (trx) => {
    const row = await trx
      .updateTable("mails")
      .set({ status: outcome, answer, statusAt: new Date().toISOString(), sealed: null, leaseUntil: null })
      .where((where) =>
        where.or([
          ...(mailId === null ? [] : [where("id", "=", mailId)]),
          ...(messageId === null ? [] : [where("serverMessageId", "=", messageId)]),
        ]),
      )
      .where("status", "in", open[outcome])
      .returning(["id", "recipient"])
      .executeTakeFirst();
    if (row === undefined) return false;
    if (outcome === "bounced") {
      await suppress(trx, { address: row.recipient, mailId: row.id, reason: answer ?? "It came back." });
    }
    if (outcome !== "delivered") log.warn({ mailId: row.id, status: outcome, answer }, "a mail came back");
    return true;
  });
}
