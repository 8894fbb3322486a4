import { createTransport } from "nodemailer";
import { cutAnswer, type SmtpEnd, smtpProblem } from "./smtp-problem.ts";

/** A mail on its way out. */
interface OutgoingMail {
  /** Names it in its Message-ID and in the server's reports. */
  id: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  unsubscribeUrl: string | null;
  replyTo?: string;
  /** Message-ID of the mail that it answers. */
  inReplyTo?: string;
}

/** Whatever takes mails to the world. */
export interface Mailer {
  /** Never rejects: what the server made of it is the answer. */
  send(mail: OutgoingMail): Promise<SmtpEnd>;
}

export interface MailerOptions {
  /** `smtp://` or `smtps://`, with user and password where the server wants them. */
  smtpUrl: string;
  /** `Name <address>` or the address alone. */
  from: string;
  /** Whether reports of delivery reach us, and are asked for. */
  wantsReports: boolean;
  /** Of the whole conversation. */
  timeoutMs?: number;
}

/** A mailer on one SMTP server. A connection a mail: mails are rare, and an idle connection would be closed under us. */
export function openMailer({ smtpUrl, from, wantsReports, timeoutMs = 60_000 }: MailerOptions): Mailer {
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: Math.min(10_000, timeoutMs),
    greetingTimeout: Math.min(10_000, timeoutMs),
    socketTimeout: Math.min(30_000, timeoutMs),
    dnsTimeout: Math.min(10_000, timeoutMs),
    // Nothing that a mail says makes us read a file or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(hasPasswordInTheOpen(smtpUrl) ? { requireTLS: true } : {}),
  });
  const domain = /@([^@>\s]+)>?\s*$/.exec(from)?.[1] ?? "localhost";
  return {
    async send({ id, to, subject, text, html, unsubscribeUrl, replyTo, inReplyTo }) {
      try {
        const { response, serverMessageId = null } = await transport.sendMail({
          ...{ from, to: { name: "", address: to }, subject, text, html },
          messageId: `<${id}@${domain}>`,
          ...(replyTo && { replyTo: { name: "", address: replyTo } }),
          ...(inReplyTo && { inReplyTo, references: inReplyTo }),
          headers: {
            // Nobody's holiday notice is wanted (RFC 3834).
            "Auto-Submitted": "auto-generated",
            ...(unsubscribeUrl === null
              ? {}
              : {
                  "List-Unsubscribe": { prepared: true, value: `<${unsubscribeUrl}>` },
                  "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                }),
          },
          dsn: {
            id,
            return: "headers",
            notify: wantsReports ? ["success", "failure"] : ["failure"],
            recipient: to,
          },
          signal: AbortSignal.timeout(timeoutMs),
        });
        return { status: "accepted", answer: cutAnswer(response), serverMessageId };
      } catch (error) {
        return smtpProblem(error);
      }
    },
  };
}

/** A password must not cross a network in the clear; a server on this machine is none. */
function hasPasswordInTheOpen(smtpUrl: string): boolean {
  const { password, hostname, searchParams, protocol } = new URL(smtpUrl);
  const isHere = hostname === "localhost" || hostname === "[::1]" || hostname.startsWith("127.");
  return protocol === "smtp:" && password !== "" && !isHere && !searchParams.has("requireTLS");
}
