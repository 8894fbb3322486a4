import type { MailData } from "../mail-data.ts";
import type { MailKind } from "../mail-kind.ts";

export const appeal: MailKind<MailData["appeal"]> = {
  isEssential: true,
  hoursValid: 168,
  noticePath: "/admin/users",
  compose: ({ email, url }) => ({
    subject: "A suspended person objects",
    paragraphs: [
      `${email} objects to the suspension of their account. What they write stands under Admin, Users, Objections.`,
    ],
    action: { label: "Read it", url },
    reason: "you are an admin of this PatchOps",
  }),
  sample: { email: "ann@example.com", url: "https://patchops.example.com/admin/users?show=appealed" },
};
