import type { MailData } from "../mail-data.ts";
import type { MailKind } from "../mail-kind.ts";
import { plainName } from "../plain-name.ts";

export const accountSuspended: MailKind<MailData["account-suspended"]> = {
  isEssential: true,
  hoursValid: 168,
  compose: ({ reason, url }) => ({
    subject: "Your account is suspended",
    paragraphs: [
      "An admin of this PatchOps has suspended your account: you are signed out, and your keys and connected apps are refused.",
      `The reason: ${plainName(reason, 1_000)}`,
      "If you think that this is wrong, sign in and say so. An admin reads it.",
    ],
    action: { label: "Sign in to object", url },
    reason: "this is the address of your PatchOps account",
  }),
  sample: { reason: "Mining on our machines", url: "https://patchops.example.com/login" },
};
