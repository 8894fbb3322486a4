import type { MailData } from "../mail-data.ts";
import type { MailKind } from "../mail-kind.ts";

/** What was asked stands on the page alone: whoever wrote it may be somebody else, and gets no word of theirs into a mail of ours. */
export const supportProof: MailKind<MailData["support-proof"]> = {
  isEssential: true,
  hoursValid: 72,
  noticePath: "/support",
  compose: ({ url }) => ({
    subject: "Was it you who wrote to support?",
    paragraphs: [
      "Somebody wrote to the support of this PatchOps under your address. Before anything is done with your data, we ask whether it was you.",
      "The page shows what was written. Was it not you? Then leave it: nothing happens.",
    ],
    action: { label: "See what was written", url },
    notes: ["The link works once, for three days."],
    reason: "this is the address of your PatchOps account",
  }),
  sample: { url: "https://patchops.example.com/confirm-request#token=sample" },
};
