import type { MailData } from "../mail-data.ts";
import type { MailKind } from "../mail-kind.ts";

export const passwordChanged: MailKind<MailData["password-changed"]> = {
  isEssential: true,
  hoursValid: 48,
  noticePath: "/settings/password",
  compose: ({ address, url }) => ({
    subject: "Your password was changed",
    paragraphs: [
      `The password of your PatchOps account was changed${address === null ? "" : ` from ${address}`}, and all other devices were signed out.`,
      "Was it not you? Then choose a new one now.",
    ],
    action: { label: "Choose another password", url },
    reason: "this is the address of your PatchOps account",
  }),
  sample: { address: "203.0.113.7", url: "https://patchops.example.com/forgot-password" },
};
