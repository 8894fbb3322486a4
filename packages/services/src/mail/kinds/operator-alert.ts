import type { MailData } from "../mail-data.ts";
import type { MailKind } from "../mail-kind.ts";
import { plainName } from "../plain-name.ts";

export const operatorAlert: MailKind<MailData["operator-alert"]> = {
  isEssential: true,
  hoursValid: 24,
  noticePath: "/admin/status",
  compose: ({ name, isUp, detail, since, url }) => {
    const at = plainName(since.slice(0, 16).replace("T", " "));
    return {
      subject: `${plainName(name)}: ${isUp ? "back" : "down"}`,
      paragraphs: [
        `${plainName(name)} of your PatchOps is ${isUp ? "back" : "down"} since ${at} UTC.`,
        ...(isUp || detail === null ? [] : [plainName(detail, 400)]),
      ],
      action: { label: "Look at it", url },
      reason: "you are an admin of this PatchOps",
    };
  },
  sample: {
    name: "Programs",
    isUp: false,
    detail: "Programs cannot be started.",
    since: "2026-11-27T10:15:00.000Z",
    url: "https://patchops.example.com/admin/status",
  },
};
