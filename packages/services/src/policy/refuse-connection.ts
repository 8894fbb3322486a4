import { AppError, type PolicyDecision } from "@patchops/contract";
import type { ConnectionSnapshot } from "../connection/index.ts";
import type { Context } from "../context.ts";

/** Refuses what is no tool of a connection that a policy blocks, naming the rule. Throws `policy_blocked`. */
export function refuseConnectionByPolicy(
  { services }: Context,
  { slug }: ConnectionSnapshot,
  decision: PolicyDecision | null,
): void {
  if (decision?.action !== "block") return;
  const { rule } = decision;
  const page = `${services.settings.publicUrl}/settings/policies`;
  throw new AppError("policy_blocked", `A policy blocks ${slug} here: “${rule.label}”.`, {
    sent: false,
    next: `An owner or admin can change that under ${page}.`,
    details: { rule, connection: slug },
  });
}
