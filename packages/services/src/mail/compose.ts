import type { MailData } from "./mail-data.ts";
import { mailKinds } from "./mail-kinds.ts";
import { renderHtml } from "./render-html.ts";
import { renderText } from "./render-text.ts";

/** A mail as it is sent. */
export interface ComposedMail {
  subject: string;
  text: string;
  html: string;
  /** For the header of one-click unsubscription (RFC 8058); null for mails that cannot be turned off. */
  unsubscribeUrl: string | null;
  replyTo?: string;
  inReplyTo?: string;
}

export function composeMail<Kind extends keyof MailData>(
  kind: Kind,
  data: MailData[Kind],
  unsubscribeUrl: string | null,
): ComposedMail {
  const mail = mailKinds[kind].compose(data);
  return {
    subject: mail.subject,
    text: renderText(mail, unsubscribeUrl),
    html: renderHtml(mail, unsubscribeUrl),
    unsubscribeUrl,
    ...(mail.replyTo && { replyTo: mail.replyTo }),
    ...(mail.inReplyTo && { inReplyTo: mail.inReplyTo }),
  };
}
