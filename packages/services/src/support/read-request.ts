import PostalMime, { type Email } from "postal-mime";
import { storable } from "../usage/index.ts";

/** A mail that somebody wrote to support. */
export interface MailRequest {
  /** Lower-cased. */
  email: string;
  subject: string;
  text: string;
  /** Files that came along; none is taken. */
  refusedFiles: number;
  /** With its angle brackets. */
  messageId: string | null;
  /** The mails that it answers, as it says. */
  references: readonly string[];
}

const maxCharacters = 10_000;

/** The last ones, which are the nearest: a list may be as long as a mail. */
const maxReferences = 50;

const maxAddress = 254;
/** RFC 5322, 2.1.1: no line is longer. */
const maxMessageId = 998;

/** What a mail to the support address says; null for one to somebody else, and for what a program sent, lest two of them talk. */
export async function readRequest(raw: string, supportEmail: string): Promise<MailRequest | null> {
  const mail = await PostalMime.parse(raw);
  const email = said(mail.from?.address).trim().toLowerCase();
  if (email.length > maxAddress) return null;
  if (email === "" || email === supportEmail || !isTo(mail, supportEmail) || isAutomatic(mail)) return null;
  const messageId = said(mail.messageId);
  const words = said(withoutQuotes(mail.text ?? textOf(mail.html ?? "")).slice(0, maxCharacters));
  return {
    email,
    subject: said(said(mail.subject).replaceAll(/\s+/g, " ").trim().slice(0, 150)) || "(no subject)",
    text: words.trim() || "(empty)",
    refusedFiles: mail.attachments.length,
    messageId: messageId !== "" && messageId.length <= maxMessageId ? messageId : null,
    references: [mail.references, mail.inReplyTo]
      .flatMap((list) => said(list).match(/<[^<>\s]+>/g) ?? [])
      .slice(-maxReferences),
  };
}

/** A header or text as the database takes it. */
function said(text: string | undefined): string {
  return storable(text ?? "") ?? "";
}

function isTo({ to = [], cc = [], deliveredTo }: Email, address: string): boolean {
  const all = [...to, ...cc].flatMap((each) => each.group ?? [each]).map((each) => each.address);
  return [...all, deliveredTo].some((each) => each?.trim().toLowerCase() === address);
}

/** RFC 3834, and what mailing lists and older programs say. */
function isAutomatic({ headers }: Email): boolean {
  const header = (name: string) =>
    headers
      .find(({ key }) => key === name)
      ?.value.trim()
      .toLowerCase();
  const automatic = header("auto-submitted");
  return (
    (automatic !== undefined && automatic !== "no") ||
    ["bulk", "junk", "list", "auto_reply"].includes(header("precedence") ?? "") ||
    header("list-id") !== undefined ||
    header("return-path") === "<>"
  );
}

/** Without what mail programs put below an answer: the mail that it answers. */
function withoutQuotes(text: string): string {
  const lines = text.replaceAll("\r\n", "\n").trimEnd().split("\n");
  let end = lines.length;
  while (end > 0 && /^(>|\s*$)/.test(lines[end - 1] ?? "")) end -= 1;
  const isQuoted = lines.slice(end).some((line) => line.startsWith(">"));
  if (!isQuoted) return lines.join("\n").trim();
  // "On Monday Ann wrote:", which may take two lines.
  if (/:\s*$/.test(lines[end - 1] ?? "")) end -= /^On\b/.test(lines[end - 2] ?? "") ? 2 : 1;
  return lines.slice(0, Math.max(end, 0)).join("\n").trim();
}

/** The words of a mail that has no plain text. */
function textOf(html: string): string {
  return html
    .replaceAll(/<(style|script)\b.*?<\/\1>/gis, "")
    .replaceAll(/<(?:br|\/p|\/div|\/li)\b[^>]*>/gi, "\n")
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll("&nbsp;", " ")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}
