import type { MailData } from "../mail-data.ts";
import type { MailKind } from "../mail-kind.ts";

export const passwordReset: MailKind<MailData["password-reset"]> = {
  isEssential: true,
  hoursValid: 1,
  compose: ({ url, address }) => ({
    subject: "Choose a new password",
    paragraphs: [
      address === null
        ? "Somebody asked for a new password for your PatchOps account."
        : `Somebody at ${address} asked for a new password for your PatchOps account.`,
      "If that was you, choose one now. It signs you out everywhere else.",
    ],
    action: { label: "Choose a new password", url },
    notes: [
      "The link works once, for an hour.",
      "Was it not you? Then leave it: your password stays as it is.",
    ],
    reason: "this is the address of your PatchOps account",
  }),
  sample: { url: "https://patchops.example.com/reset-password?token=sample", address: "203.0.113.7" },
};
