import type { MailData } from "../mail-data.ts";
import type { MailKind } from "../mail-kind.ts";

export const waitlistInvitation: MailKind<MailData["waitlist-invitation"]> = {
  isEssential: true,
  hoursValid: 14 * 24,
  compose: ({ url, daysValid }) => ({
    subject: "Your place on PatchOps",
    paragraphs: ["You asked for an account on PatchOps. There is a place for you now."],
    action: { label: "Create your account", url },
    notes: [`The link works once, for ${daysValid} days, and for this address alone.`],
    reason: "this address was put on the waitlist",
  }),
  sample: { url: "https://patchops.example.com/signup#sample", daysValid: 14 },
};
