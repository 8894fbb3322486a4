import type { MailData } from "../mail-data.ts";
import type { MailKind } from "../mail-kind.ts";
import { plainName } from "../plain-name.ts";

export const supportAnswer: MailKind<MailData["support-answer"]> = {
  isEssential: true,
  hoursValid: 7 * 24,
  noticePath: "/support",
  compose: ({ subject, answer, url, replyTo, inReplyTo, refusedFiles }) => ({
    subject: `Re: ${plainName(subject, 150)}`,
    paragraphs: answer.split(/\n\s*\n/),
    ...(url !== null && { action: { label: "See all of it", url } }),
    notes: [
      ...(refusedFiles === 0
        ? []
        : ["Files that came with your mail were not taken. Paste what matters as text, or a link."]),
      replyTo === null ? "Please do not answer this mail: nobody reads it." : "You can answer this mail.",
    ],
    reason: "you wrote to the support of this PatchOps",
    ...(replyTo !== null && { replyTo }),
    ...(inReplyTo !== null && { inReplyTo }),
  }),
  sample: {
    subject: "My connection is slow",
    answer: "Thank you for writing.\n\nIts server took 9 s to answer; here is how to see that.",
    url: "https://patchops.example.com/support/sample",
    replyTo: "support@patchops.example.com",
    inReplyTo: null,
    refusedFiles: 1,
  },
};
