import type { MailData } from "../mail-data.ts";
import type { MailKind } from "../mail-kind.ts";
import { plainName } from "../plain-name.ts";

export const deletionDone: MailKind<MailData["deletion-done"]> = {
  isEssential: true,
  hoursValid: 168,
  compose: ({ subject, name, url, daysValid }) => ({
    subject: subject === "account" ? "Your account is deleted" : `${plainName(name)} is deleted`,
    paragraphs: [
      `${subject === "account" ? "Your account" : plainName(name)} on this PatchOps is deleted. This is the last mail about it.`,
      "The page says what was deleted, what was taken back at providers, and what has to be kept and why. You can download it.",
    ],
    action: { label: "See what was deleted", url },
    notes: [`The link works for ${daysValid} days.`],
    reason:
      subject === "account" ? "this was the address of your PatchOps account" : "you owned this organization",
  }),
  sample: {
    subject: "account",
    name: "ada@example.com",
    url: "https://patchops.example.com/deletion#token=sample",
    daysValid: 30,
  },
};
