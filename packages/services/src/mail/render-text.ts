import type { MailText } from "./mail-kind.ts";

/** A mail as plain text. `unsubscribeUrl` is null for mails that cannot be turned off. */
export function renderText(mail: MailText, unsubscribeUrl: string | null): string {
  const { paragraphs, action, notes = [], reason } = mail;
  const blocks = [
    ...paragraphs,
    ...(action ? [`${action.label}:\n${action.url}`] : []),
    ...(notes.length > 0 ? [notes.join("\n")] : []),
    `-- \nYou get this mail because ${reason}.${unsubscribeUrl === null ? "" : `\nNo more of these: ${unsubscribeUrl}`}`,
  ];
  return `${blocks.join("\n\n")}\n`;
}
