import type { Services } from "../context.ts";
import type { JobData } from "../jobs.ts";
import type { SmtpEnd } from "./smtp-problem.ts";
import { type ClaimedMail, claimMail } from "./system/claim-mail.ts";
import { storeEnd } from "./system/store-end.ts";

/**
 * A worker's job: one try to send a mail. Its row is leased before the server hears of it, so that no two workers send it. What
 * is left: a worker that dies between the server's last word and ours sends it a second time, under the same Message-ID.
 */
export async function deliverMail(services: Services, { mailId }: JobData["mail"]): Promise<void> {
  const { mailer, log } = services;
  if (mailer === null) return;
  const mail = await claimMail(services, mailId);
  if (mail === null) return;
  const end = refusal(mail) ?? (await mailer.send({ ...mail, to: mail.recipient }));
  await storeEnd(services, mail, end);
  if (end.status !== "accepted")
    log.warn({ mailId, status: end.status, answer: end.answer }, "a mail was not taken");
}

function refusal({ isExpired, suppression }: ClaimedMail): SmtpEnd | null {
  if (suppression !== null) {
    return {
      status: "failed",
      answer: `Nothing was sent: mails to this address came back (${suppression}).`.slice(0, 300),
    };
  }
  return isExpired ? { status: "failed", answer: "Nothing was sent: it was too old." } : null;
}
