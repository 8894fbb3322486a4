import type { MailData } from "../mail-data.ts";
import type { MailKind } from "../mail-kind.ts";

export const accountExists: MailKind<MailData["account-exists"]> = {
  isEssential: true,
  hoursValid: 24,
  compose: ({ url }) => ({
    subject: "You have an account already",
    paragraphs: [
      "Somebody signed up with this mail address, which has a PatchOps account already. Nothing was changed.",
    ],
    action: { label: "Sign in", url },
    notes: ["If you have forgotten the password, the sign-in page helps. Was it not you? Then leave it."],
    reason: "somebody signed up to PatchOps with this address",
  }),
  sample: { url: "https://patchops.example.com/login" },
};
