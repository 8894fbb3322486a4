import type { MailData } from "../mail-data.ts";
import type { MailKind } from "../mail-kind.ts";

export const emailChangeNotice: MailKind<MailData["email-change-notice"]> = {
  isEssential: true,
  hoursValid: 48,
  noticePath: "/settings/profile",
  compose: ({ newEmail, isDone, url }) => ({
    subject: isDone ? "Your mail address was changed" : "Your mail address is about to change",
    paragraphs: [
      isDone
        ? `Your PatchOps account now uses ${newEmail}. Mails go there from now on.`
        : `Your PatchOps account is to use ${newEmail}, once that address is confirmed.`,
      "Was it not you? Then somebody else is in your account: change your password, and sign out all other devices.",
    ],
    action: { label: "Look at your account", url },
    reason: "this is, or was, the address of your PatchOps account",
  }),
  sample: {
    newEmail: "new@example.com",
    isDone: false,
    url: "https://patchops.example.com/settings/password",
  },
};
