import type { MailData } from "../mail-data.ts";
import type { MailKind } from "../mail-kind.ts";

export const waitlistJoined: MailKind<MailData["waitlist-joined"]> = {
  isEssential: true,
  hoursValid: 72,
  compose: ({ url }) => ({
    subject: "You are on the waitlist of PatchOps",
    paragraphs: ["Thank you for asking for an account on PatchOps. A mail tells you when there is a place."],
    action: { label: "See where you stand", url },
    notes: ["Was it not you? Then leave it: nothing happens."],
    reason: "this address was put on the waitlist",
  }),
  sample: { url: "https://patchops.example.com/waitlist/sample" },
};
