/** What became of a mail after the server had taken it. */
export interface MailReport {
  /** Ours, where the report holds it. */
  mailId: string | null;
  /** With its angle brackets; a server may have put its own in place of ours. */
  messageId: string | null;
  /** `bounced`: the address is dead; `failed`: this mail did not arrive. */
  outcome: "delivered" | "bounced" | "failed";
  reason: string;
}

/** The id of a mail as it stands in a Message-ID or an ENVID of ours. */
export function mailIdIn(text: string): string | null {
  return /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/.exec(text)?.[0] ?? null;
}
