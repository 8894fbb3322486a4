import type { MailData } from "../mail-data.ts";
import type { MailKind } from "../mail-kind.ts";
import { plainName } from "../plain-name.ts";

export const paymentRestored: MailKind<MailData["payment-restored"]> = {
  isEssential: true,
  hoursValid: 72,
  noticePath: "/billing",
  compose: ({ organization, url }) => ({
    subject: `The payments of ${plainName(organization)} are in order again`,
    paragraphs: [
      `What was owed for ${plainName(organization)} on PatchOps is paid. All limits of its plan hold as before.`,
    ],
    action: { label: "Look at your invoices", url },
    reason: "you own this organization",
  }),
  sample: { organization: "Acme", url: "https://patchops.example.com/billing" },
};
