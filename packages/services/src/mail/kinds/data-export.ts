import type { MailData } from "../mail-data.ts";
import type { MailKind } from "../mail-kind.ts";
import { plainName } from "../plain-name.ts";

export const dataExport: MailKind<MailData["data-export"]> = {
  isEssential: true,
  hoursValid: 72,
  noticePath: "/settings/export",
  compose: ({ of, until, problem, url, byAdmin }) => ({
    subject: problem === null ? "Your data is ready" : "Your data could not be exported",
    paragraphs:
      problem === null
        ? [
            `The archive of what is stored of ${plainName(of)} is ready. It can be downloaded until ${plainName(until ?? "")}; then it is deleted.`,
            byAdmin
              ? "An admin of this PatchOps has started it, as you asked. The link works in your login alone: they do not get it. Did you not ask? Then cancel the export, and tell support."
              : "The link works in your login alone. Was it not you who asked for it? Then change your password, and cancel the export.",
          ]
        : [`The export of what is stored of ${plainName(of)} failed: ${plainName(problem, 1_000)}`],
    action: { label: problem === null ? "Download it" : "Look at it", url },
    reason: byAdmin
      ? "you asked the support of this PatchOps for this data"
      : "somebody asked for this data in your PatchOps account",
  }),
  sample: {
    ...{ of: "ada@example.com", until: "December 4, 2026", problem: null, byAdmin: false },
    url: "https://patchops.example.com/settings/export",
  },
};
