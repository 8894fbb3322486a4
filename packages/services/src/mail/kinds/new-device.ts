import type { MailData } from "../mail-data.ts";
import type { MailKind } from "../mail-kind.ts";
import { plainName } from "../plain-name.ts";

export const newDevice: MailKind<MailData["new-device"]> = {
  isEssential: true,
  hoursValid: 48,
  noticePath: "/settings/devices",
  compose: ({ browser, address, at, url }) => ({
    subject: "A new device signed in",
    paragraphs: [
      `Somebody signed in to your PatchOps account with ${plainName(browser)}${address === null ? "" : ` from ${address}`} at ${at}.`,
      "If that was you, there is nothing to do. If not, sign that device out and change your password.",
    ],
    action: { label: "Look at your devices", url },
    reason: "this is the address of your PatchOps account",
  }),
  sample: {
    browser: "Firefox on Linux",
    address: "203.0.113.7",
    at: "2026-11-27 10:15 UTC",
    url: "https://patchops.example.com/settings/devices",
  },
};
