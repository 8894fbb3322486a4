import type { MailData } from "../mail-data.ts";
import type { MailKind } from "../mail-kind.ts";

export const accountActive: MailKind<MailData["account-active"]> = {
  isEssential: true,
  hoursValid: 168,
  compose: ({ url }) => ({
    subject: "Your account is active again",
    paragraphs: [
      "The suspension of your PatchOps account was lifted. Your keys and connected apps work as before; sign in anew.",
    ],
    action: { label: "Sign in", url },
    reason: "this is the address of your PatchOps account",
  }),
  sample: { url: "https://patchops.example.com/login" },
};
