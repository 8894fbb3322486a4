import type { MailData } from "../mail-data.ts";
import type { MailKind } from "../mail-kind.ts";
import { plainName } from "../plain-name.ts";

export const supportRequest: MailKind<MailData["support-request"]> = {
  isEssential: true,
  hoursValid: 168,
  noticePath: "/admin/support",
  compose: ({ email, subject, isNew, url }) => ({
    subject: isNew ? `Support: ${plainName(subject)}` : `Again: ${plainName(subject)}`,
    paragraphs: [
      `${email} ${isNew ? "wrote to support" : "answered"}. What they write stands under Admin, Support.`,
    ],
    action: { label: "Read it", url },
    reason: "you are an admin of this PatchOps",
  }),
  sample: {
    email: "ann@example.com",
    subject: "My connection is slow",
    isNew: true,
    url: "https://patchops.example.com/admin/support?open=sample",
  },
};
