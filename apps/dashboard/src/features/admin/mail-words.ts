import type { Mail } from "@patchops/contract";

/** Kinds of mail in words; one of a newer server is shown as it is written. */
const words: Record<string, string> = {
  "email-verification": "Confirm the address",
  "email-change": "Confirm the new address",
  "email-change-notice": "Address changes",
  "password-reset": "New password",
  "password-changed": "Password changed",
  "organization-invitation": "Invitation",
  "new-device": "New device",
  notification: "Notification",
  "operator-alert": "Alert",
  "waitlist-joined": "On the waitlist",
  "support-request": "Support request",
  "support-answer": "Answer of support",
};

export function mailWords({ kind }: Mail): string {
  return words[kind] ?? kind;
}
