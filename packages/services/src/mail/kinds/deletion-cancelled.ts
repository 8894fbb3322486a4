import type { MailData } from "../mail-data.ts";
import type { MailKind } from "../mail-kind.ts";
import { plainName } from "../plain-name.ts";

export const deletionCancelled: MailKind<MailData["deletion-cancelled"]> = {
  isEssential: true,
  hoursValid: 168,
  compose: ({ subject, name, url }) => ({
    subject: subject === "account" ? "Your account stays" : `${plainName(name)} stays`,
    paragraphs: [
      `The deletion of ${subject === "account" ? "your account" : plainName(name)} was taken back. Keys and connected apps work again.`,
      "You have to sign in anew.",
    ],
    action: { label: "Sign in", url },
    reason:
      subject === "account" ? "this is the address of your PatchOps account" : "you own this organization",
  }),
  sample: { subject: "account", name: "ada@example.com", url: "https://patchops.example.com/login" },
};
