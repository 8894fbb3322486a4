import type { MailData } from "../mail-data.ts";
import type { MailKind } from "../mail-kind.ts";

export const emailVerification: MailKind<MailData["email-verification"]> = {
  isEssential: true,
  hoursValid: 24,
  compose: ({ url }) => ({
    subject: "Confirm your mail address",
    paragraphs: ["Please confirm that this mail address is yours."],
    action: { label: "Confirm the address", url },
    notes: ["The link works once, for 24 hours.", "Did you not sign up? Then leave it: nothing happens."],
    reason: "somebody signed up to PatchOps with this address",
  }),
  sample: { url: "https://patchops.example.com/verify-email?token=sample" },
};
