import type { NotificationKind } from "@patchops/contract";

export const notificationWords: Record<NotificationKind, { label: string; hint: string }> = {
  connection_broken: {
    label: "A connection stops to work",
    hint: "Of connections that you added; owners and admins hear of all.",
  },
  quota: {
    label: "The month's usage reaches a threshold",
    hint: "80 % and 100 % of the plan and of budgets, and your own. Owners, admins, and whose budget it is.",
  },
  approval: { label: "A call waits for an approval", hint: "Owners and admins." },
  run_failed: { label: "A run fails that nobody watches", hint: "Of detached runs that you started." },
  workflow: {
    label: "A workflow fails or is blocked",
    hint: "After its last attempt, and when whom it runs for may not act any more.",
  },
  single_sign_on: { label: "A mail domain's record is gone", hint: "Of single sign-on. Owners and admins." },
};
