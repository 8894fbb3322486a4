import type { MailData } from "../mail-data.ts";
import type { MailKind } from "../mail-kind.ts";
import { plainName } from "../plain-name.ts";

export const paymentFailed: MailKind<MailData["payment-failed"]> = {
  isEssential: true,
  hoursValid: 7 * 24,
  noticePath: "/billing",
  compose: ({ organization, amount, until, url }) => ({
    subject: `A payment of ${plainName(organization)} failed`,
    paragraphs: [
      `${amount === null ? "A payment" : `The payment of ${money(amount)}`} for ${plainName(organization)} on PatchOps failed. It is tried again by itself.`,
      `The plan stays as it is until ${until.slice(0, 10)}. If nothing is paid until then, the limits of the plan Free hold; nothing is deleted.`,
    ],
    action: { label: "Look at the payment", url },
    notes: ["A new card is entered at Stripe, where the button leads. PatchOps never sees it."],
    reason: "you own this organization",
  }),
  sample: {
    organization: "Acme",
    amount: { cents: 2_000, currency: "usd" },
    until: "2026-12-08T00:00:00.000Z",
    url: "https://patchops.example.com/billing",
  },
};

function money({ cents, currency }: { cents: number; currency: string }): string {
  return new Intl.NumberFormat("en-US", { style: "currency", currency }).format(cents / 100);
}
