import PostalMime, { type Email } from "postal-mime";

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

/** What a mail to the support address says; null for one to somebody else, and for what a program sent, lest two of them talk. */
export async function readRequest(raw: string, supportEmail: string): Promise<MailRequest | null> {
  const mail = await PostalMime.parse(raw);
  const email = mail.from?.address?.trim().toLowerCase() ?? "";
  if (email === "" || email === supportEmail || !isTo(mail, supportEmail) || isAutomatic(mail)) return null;
  const said = withoutQuotes(mail.text ?? textOf(mail.html ?? "")).slice(0, maxCharacters);
  return {
    email,
    subject: (mail.subject ?? "").replaceAll(/\s+/g, " ").trim().slice(0, 150) || "(no subject)",
    text: said.trim() || "(empty)",
    refusedFiles: mail.attachments.length,
    messageId: mail.messageId ?? null,
    references: [mail.inReplyTo ?? "", mail.references ?? ""].flatMap(
      (list) => list.match(/<[^<>\s]+>/g) ?? [],
    ),
  };
}

function isTo({ to = [], cc = [], deliveredTo }: Email, address: string): boolean {
  const all = [...to, ...cc].flatMap((each) => each.group ?? [each]).map((each) => each.address);
  return [...all, deliveredTo].some((each) => each?.trim().toLowerCase() === address);
}

/** RFC 3834, and what mailing lists and older programs say. */
function isAutomatic({ headers }: Email): boolean {
  const said = (name: string) =>
    headers
      .find(({ key }) => key === name)
      ?.value.trim()
      .toLowerCase();
  const automatic = said("auto-submitted");
  return (
    (automatic !== undefined && automatic !== "no") ||
    ["bulk", "junk", "list", "auto_reply"].includes(said("precedence") ?? "") ||
    said("list-id") !== undefined ||
    said("return-path") === "<>"
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
