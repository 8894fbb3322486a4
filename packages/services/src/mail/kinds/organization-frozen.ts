import type { MailData } from "../mail-data.ts";
import type { MailKind } from "../mail-kind.ts";
import { plainName } from "../plain-name.ts";

export const organizationFrozen: MailKind<MailData["organization-frozen"]> = {
  isEssential: true,
  hoursValid: 168,
  compose({ organization, freeze, url }) {
    const name = plainName(organization, 100);
    const reason = "you own an organization of this PatchOps";
    if (freeze === null) {
      return {
        subject: `${name} works again`,
        paragraphs: [
          `Who operates this PatchOps has ended the freeze of ${name}: keys, connected apps, schedules and webhooks work as before.`,
          "Runs that were ended, and times of schedules that passed meanwhile, are not made up for.",
        ],
        reason,
      };
    }
    return {
      subject: `${name} is frozen`,
      paragraphs: [
        `Who operates this PatchOps has frozen ${name}: calls, programs, schedules and webhooks are refused for now. Nothing is deleted, and your people can still sign in and read.`,
        freeze.reason === null ? "The reason follows." : `The reason: ${plainName(freeze.reason, 1_000)}`,
        "If you think that this is wrong, write to support.",
      ],
      action: { label: "Write to support", url },
      reason,
    };
  },
  sample: {
    organization: "Acme",
    freeze: { reason: "A key of yours was published" },
    url: "https://patchops.example.com/support",
  },
};
