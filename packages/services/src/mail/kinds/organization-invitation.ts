import type { MailData } from "../mail-data.ts";
import type { MailKind } from "../mail-kind.ts";
import { plainName } from "../plain-name.ts";

export const organizationInvitation: MailKind<MailData["organization-invitation"]> = {
  isEssential: true,
  hoursValid: 7 * 24,
  compose: ({ organization, inviter, role, url, daysValid }) => ({
    subject: `You are invited to ${plainName(organization)}`,
    paragraphs: [
      `${plainName(inviter)} invites you to the organization ${plainName(organization)} on PatchOps, as ${role}.`,
    ],
    action: { label: "Look at the invitation", url },
    notes: [
      `The link works once, for ${daysValid} days.`,
      "Do you not know who that is? Then leave it: nothing happens.",
    ],
    reason: "somebody invited this address",
  }),
  sample: {
    organization: "Acme",
    inviter: "Ada",
    role: "member",
    url: "https://patchops.example.com/invitations/sample",
    daysValid: 7,
  },
};
