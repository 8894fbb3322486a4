import { AppError, mailReportSchema } from "@patchops/contract";
import type { Services } from "../../context.ts";
import { isSignedBy } from "../../sign-webhook.ts";
import { storeReport } from "../system/store-report.ts";
import { type MailReport, mailIdIn } from "./mail-report.ts";
import { readBounce } from "./read-bounce.ts";

/**
 * `POST /webhooks/mail`: what became of mails, as JSON (`mail.delivered`, `mail.bounced`, `mail.failed`, `mail.complained`) or as the
 * report that a mail server sent (`message/rfc822`), signed by Standard Webhooks. The same report twice changes nothing the second
 * time. Throws `unauthenticated` without a right signature, `invalid_input` for what is neither. Answers how many mails it was about;
 * `isOther`: it is a mail, but no report.
 */
export async function receiveMailReport(
  services: Services,
  { headers, body }: { headers: Headers; body: string },
): Promise<{ reports: number; isOther: boolean }> {
  const secret = services.settings.mailWebhookSecret;
  if (secret === null) {
    throw new AppError("not_found", "This instance takes no reports of mails.", {
      next: "The operator sets MAIL_WEBHOOK_SECRET for it.",
    });
  }
  if (!isSignedBy(secret, headers, body)) {
    throw new AppError("unauthenticated", "The signature is not right, or the message is too old.");
  }
  const isMail = /^message\/rfc822\b/i.test(headers.get("content-type") ?? "");
  const reports = isMail ? await readBounce(body) : [readEvent(body)];
  let count = 0;
  for (const report of reports ?? []) if (await storeReport(services, report)) count += 1;
  return { reports: count, isOther: reports === null };
}

const outcomes = {
  "mail.delivered": "delivered",
  "mail.bounced": "bounced",
  "mail.failed": "failed",
  // Who calls a mail spam gets no more.
  "mail.complained": "bounced",
} as const;

function readEvent(body: string): MailReport {
  const parsed = mailReportSchema.safeParse(parseJson(body));
  if (!parsed.success) {
    throw new AppError("invalid_input", "That is no report of a mail.", {
      next: "Send { type, data: { messageId, reason } }.",
    });
  }
  const { type, data } = parsed.data;
  return {
    mailId: mailIdIn(data.messageId),
    messageId: data.messageId,
    outcome: outcomes[type],
    reason: data.reason ?? (type === "mail.complained" ? "The recipient called it spam." : ""),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError("malformed_request", "That is no JSON.", { cause });
  }
}
