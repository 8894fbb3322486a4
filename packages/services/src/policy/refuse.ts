import { AppError, type PolicyDecision } from "@patchops/contract";
import type { ToolSnapshot } from "../connection/index.ts";
import type { Context } from "../context.ts";

/** Refuses a call that a policy blocks, naming the rule. Throws `policy_blocked`. */
export function refuseByPolicy({ services }: Context, tool: ToolSnapshot, decision: PolicyDecision): void {
  if (decision.action !== "block") return;
  const { rule } = decision;
  const page = `${services.settings.publicUrl}/settings/policies`;
  throw new AppError("policy_blocked", `A policy blocks ${tool.exposedName} here: “${rule.label}”.`, {
    sent: false,
    next: `An owner or admin can change that under ${page}.`,
    details: { rule, connection: tool.connection.slug, tool: tool.originalName },
  });
}
