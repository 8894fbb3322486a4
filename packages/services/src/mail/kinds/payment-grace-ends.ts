import type { MailData } from "../mail-data.ts";
import type { MailKind } from "../mail-kind.ts";
import { plainName } from "../plain-name.ts";

export const paymentGraceEnds: MailKind<MailData["payment-grace-ends"]> = {
  isEssential: true,
  hoursValid: 72,
  noticePath: "/billing",
  compose: ({ organization, isOver, until, url }) => ({
    subject: isOver
      ? `${plainName(organization)} has the limits of Free now`
      : `${plainName(organization)} loses its plan's limits on ${until.slice(0, 10)}`,
    paragraphs: [
      isOver
        ? `A payment for ${plainName(organization)} on PatchOps is still missing: since ${until.slice(0, 10)} the limits of the plan Free hold. Nothing is deleted.`
        : `A payment for ${plainName(organization)} on PatchOps is still missing. From ${until.slice(0, 10)} on the limits of the plan Free hold; nothing is deleted.`,
      "Once it is paid, everything is as before within minutes.",
    ],
    action: { label: "Pay what is missing", url },
    reason: "you own this organization",
  }),
  sample: {
    organization: "Acme",
    isOver: false,
    until: "2026-12-08T00:00:00.000Z",
    url: "https://patchops.example.com/billing",
  },
};
