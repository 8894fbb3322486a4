import type { MailData } from "../mail-data.ts";
import type { MailKind } from "../mail-kind.ts";
import { plainName } from "../plain-name.ts";

export const accountViewed: MailKind<MailData["account-viewed"]> = {
  isEssential: true,
  hoursValid: 168,
  noticePath: "/settings/privacy",
  compose: ({ by, organization, reason, endsAt, url }) => ({
    subject: "Somebody who runs this PatchOps looks at your account",
    paragraphs: [
      `${plainName(by, 320)} sees until ${endsAt.slice(11, 16)} UTC what you see in ${plainName(organization, 100)}. They change nothing, call nothing and see no secret.`,
      `The reason: ${plainName(reason, 1_000)}`,
      "What they look at stands in your organization's audit log.",
    ],
    action: { label: "Ask about it", url },
    reason: "this is the address of your PatchOps account",
  }),
  sample: {
    by: "ann@ops.example.com",
    organization: "Acme",
    reason: "You asked why your runs fail",
    endsAt: "2026-11-27T17:40:00.000Z",
    url: "https://patchops.example.com/support",
  },
};
