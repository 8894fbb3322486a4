import type { NodemailerError } from "nodemailer";

/** What came of one try to send. */
export type SmtpEnd =
  | { status: "accepted"; answer: string; serverMessageId: string | null }
  /** `again`: later it may go. `failed`: this mail never will. `bounced`: nothing sent to that address will. */
  | { status: "again" | "failed" | "bounced"; answer: string };

/**
 * What an error of the SMTP conversation means. Only a refusal of the recipient speaks of the address; a login that fails, a
 * server that is away, or one that has no TLS where it must is the operator's to mend, and mails wait for it.
 */
export function smtpProblem(error: unknown): SmtpEnd {
  const problem: NodemailerError = error instanceof Error ? error : new Error("It failed.");
  const refused = problem.rejectedErrors?.[0] ?? problem;
  const { responseCode } = refused;
  const answer = cutAnswer(refused.response ?? `${problem.code ?? "It failed"}: ${problem.message}`);
  const isOfServer = ["EAUTH", "ENOAUTH", "ETLS"].includes(problem.code ?? "");
  const isFinal = refused.permanent === true && !isOfServer;
  if (!isFinal)
    return {
      status: problem.code === "EENVELOPE" && responseCode === undefined ? "failed" : "again",
      answer,
    };
  const isOfRecipient = refused.command === "RCPT TO" || problem.rejectedErrors !== undefined;
  return { status: isOfRecipient && saysAddressIsDead(answer) ? "bounced" : "failed", answer };
}

/** By the enhanced code (RFC 3463): no such mailbox or domain, or one that is shut; without one, by RFC 5321's 550, 551, 553. */
function saysAddressIsDead(answer: string): boolean {
  const enhanced = /\b5\.(\d{1,3})\.(\d{1,3})\b/.exec(answer);
  if (enhanced === null) return /^(?:550|551|553)\b/.test(answer);
  const [, subject, detail] = enhanced;
  return subject === "1"
    ? ["0", "1", "2", "3", "6", "10"].includes(detail ?? "")
    : subject === "2" && detail === "1";
}

/** What a server said, in one line. */
export function cutAnswer(answer: string): string {
  return answer
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim()
    .slice(0, 300);
}
