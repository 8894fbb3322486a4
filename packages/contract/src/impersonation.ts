import { z } from "zod";
import { idSchema } from "./id.ts";
import type { Verb } from "./verb-access.ts";

/** How long an admin of the instance looks at what somebody sees, at most. */
export const impersonationMinutes = 30;

export const impersonateInput = z.object({
  userId: idSchema,
  /** Where; default: the organization that they joined first. */
  organizationId: idSchema.optional(),
  reason: z.string().trim().min(1, "Say why; the person reads it.").max(500),
});
export type ImpersonateInput = z.infer<typeof impersonateInput>;

/** Set where an admin of the instance looks at what somebody sees. */
export const impersonationSchema = z.object({
  /** The admin's mail address. */
  by: z.string(),
  reason: z.string(),
  endsAt: z.string(),
});
export type Impersonation = z.infer<typeof impersonationSchema>;

/**
 * All that an admin of the instance may ask who looks at what somebody sees: what pages read. Nothing is changed, sent, called or handed
 * out, so that credentials, billing and the safety of accounts are theirs alone.
 */
export const impersonatedVerbs: ReadonlySet<Verb> = new Set([
  "account.current",
  "account.endImpersonation",
  "account.logOut",
  "activity.get",
  "activity.list",
  "activity.tail",
  "apiKey.list",
  "approval.changes",
  "approval.get",
  "approval.list",
  "billing.state",
  "catalog.list",
  "connectedApp.list",
  "connection.get",
  "connection.holding",
  "connection.list",
  "connection.report",
  "connection.reviews",
  "connection.rules",
  "deletion.pending",
  "execution.events",
  "execution.get",
  "execution.list",
  "execution.retention",
  "instance.setup",
  "member.list",
  "notification.list",
  "notification.settings",
  "notification.unread",
  "organization.codeSettings",
  "organization.list",
  "organization.payloadSettings",
  "organization.retention",
  "plan.current",
  "plan.offers",
  "policy.list",
  "profile.get",
  "profile.list",
  "prompt.list",
  "promptSession.get",
  "promptSession.list",
  "savedView.list",
  "snippet.get",
  "snippet.list",
  "tool.declarations",
  "tool.explain",
  "tool.get",
  "tool.list",
  "usage.alerts",
  "usage.budgets",
  "usage.errors",
  "usage.forecast",
  "usage.methods",
  "usage.quota",
  "usage.report",
  "usage.summary",
  "workflow.diff",
  "workflow.list",
  "workflow.nextRuns",
  "workflow.runs",
  "workflow.versions",
] satisfies Verb[]);
