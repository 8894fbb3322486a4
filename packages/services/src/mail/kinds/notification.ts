import type { MailData } from "../mail-data.ts";
import type { MailKind } from "../mail-kind.ts";
import { plainName } from "../plain-name.ts";

export const notification: MailKind<MailData["notification"]> = {
  isEssential: false,
  hoursValid: 24,
  compose: ({ title, text, url, organization }) => ({
    subject: plainName(title),
    paragraphs: [plainName(text, 400), `Organization: ${plainName(organization)}`],
    action: { label: "Look at it", url },
    reason: "you are a member of that organization on PatchOps",
  }),
  sample: {
    title: "Linear cannot be reached",
    text: "Calls through it fail since 10:15 UTC: no answer in 10 s.",
    url: "https://patchops.example.com/connections/linear",
    organization: "Acme",
  },
};
