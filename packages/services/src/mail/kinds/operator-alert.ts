import type { MailData } from "../mail-data.ts";
import type { MailKind } from "../mail-kind.ts";

export const operatorAlert: MailKind<MailData["operator-alert"]> = {
  isEssential: true,
  hoursValid: 24,
  noticePath: "/admin/status",
  compose: ({ name, isUp, detail, since, url }) => ({
    subject: isUp ? `${name}: back` : `${name}: down`,
    paragraphs: [
      isUp
        ? `${name} of your PatchOps is back since ${since.slice(0, 16).replace("T", " ")} UTC.`
        : `${name} of your PatchOps is down since ${since.slice(0, 16).replace("T", " ")} UTC. ${detail ?? ""}`.trim(),
    ],
    action: { label: "Look at it", url },
    reason: "you are an admin of this PatchOps",
  }),
  sample: {
    name: "Programs",
    isUp: false,
    detail: "Programs cannot be started.",
    since: "2026-11-27T10:15:00.000Z",
    url: "https://patchops.example.com/admin/status",
  },
};
