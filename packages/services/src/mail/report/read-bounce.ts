import PostalMime from "postal-mime";
import { type MailReport, mailIdIn } from "./mail-report.ts";

/**
 * What a report of delivery says (RFC 3464), which servers mail to our sender: the fate of each recipient, and the mail by the id that
 * we gave the server (ENVID) or by the Message-ID of the headers that come back. Null when it is no such report.
 */
export async function readBounce(raw: string): Promise<MailReport[] | null> {
  const { attachments } = await PostalMime.parse(raw, {
    forceRfc822Attachments: true,
    attachmentEncoding: "utf8",
  });
  const status = attachments.find(({ mimeType }) => mimeType === "message/delivery-status");
  if (status === undefined) return null;
  const [message = new Map(), ...recipients] = String(status.content)
    .split(/\r?\n[ \t]*\r?\n/)
    .map(readFields)
    .filter((fields) => fields.size > 0);
  const returned = attachments.find(({ mimeType }) =>
    ["message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"].includes(mimeType),
  );
  const messageId = /^message-id:\s*(<[^>\s]+>)/im.exec(String(returned?.content ?? ""))?.[1] ?? null;
  const mailId = mailIdIn(message.get("original-envelope-id") ?? "") ?? mailIdIn(messageId ?? "");
  return recipients.flatMap((fields) => {
    const said = (fields.get("diagnostic-code") ?? "").replace(/^[\w-]+;\s*/, "");
    const code = fields.get("status") ?? "";
    const outcome = outcomeOf(fields.get("action") ?? "", code);
    return outcome === null ? [] : [{ mailId, messageId, outcome, reason: said || code }];
  });
}

/** A server that only delays, or that knows no more than that it handed the mail on, says nothing final. */
function outcomeOf(action: string, status: string): MailReport["outcome"] | null {
  if (/^delivered\b/i.test(action)) return "delivered";
  if (!/^failed\b/i.test(action)) return null;
  return /^5\.(?:1\.(?:0|1|2|3|6|10)|2\.1)\b/.test(status) ? "bounced" : "failed";
}

/** Header fields by their names in small letters, unfolded. */
function readFields(block: string): Map<string, string> {
  const lines = block.replace(/\r?\n[ \t]+/g, " ").split(/\r?\n/);
  return new Map(
    lines.flatMap((line) => {
      const [, name, value] = /^([\w-]+):\s*(.*)$/.exec(line) ?? [];
      return name === undefined ? [] : [[name.toLowerCase(), (value ?? "").trim()] as const];
    }),
  );
}
