import type { MailData } from "../mail-data.ts";
import type { MailKind } from "../mail-kind.ts";

export const emailChange: MailKind<MailData["email-change"]> = {
  isEssential: true,
  hoursValid: 24,
  compose: ({ url }) => ({
    subject: "Confirm your new mail address",
    paragraphs: [
      "Your PatchOps account is to use this mail address from now on. Please confirm that it is yours.",
    ],
    action: { label: "Use this address", url },
    notes: [
      "The link works once, for 24 hours. Until then the account keeps its old address.",
      "Did you not ask for it? Then leave it: nothing changes.",
    ],
    reason: "somebody named this address for their PatchOps account",
  }),
  sample: { url: "https://patchops.example.com/verify-email?token=sample" },
};
