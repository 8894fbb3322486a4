import { AppError, type PolicyDecision } from "@patchops/contract";
import type { ToolSnapshot } from "../connection/index.ts";
import type { Context } from "../context.ts";

/** Refuses a call that a policy does not allow, naming the rule. Throws `policy_blocked`, `approval_required`. */
export function refuseByPolicy({ services }: Context, tool: ToolSnapshot, decision: PolicyDecision): void {
  if (decision.action === "allow") return;
  const { rule } = decision;
  const isBlocked = decision.action === "block";
  const page = `${services.settings.publicUrl}/settings/policies`;
  throw new AppError(
    isBlocked ? "policy_blocked" : "approval_required",
    isBlocked
      ? `A policy blocks ${tool.exposedName} here: “${rule.label}”.`
      : `${tool.exposedName} needs an approval, by the policy “${rule.label}”.`,
    {
      sent: false,
      next: `An owner or admin can change that under ${page}.`,
      details: { rule, connection: tool.connection.slug, tool: tool.originalName },
    },
  );
}
