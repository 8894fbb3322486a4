import { type AskedAbout, passApproval } from "../approval/index.ts";
import type { OrganizationSnapshot, ProfileSnapshot, ToolSnapshot } from "../connection/index.ts";
import type { Context } from "../context.ts";
import { decide, decidingRule, refuseByPolicy } from "../policy/index.ts";
import { withSpan } from "../trace/index.ts";
import type { ToolCall } from "./call.ts";
import { refuseUnusable } from "./refuse-unusable.ts";

/** A tool, and the routing table that it was found in. */
export interface FoundTool {
  snapshot: OrganizationSnapshot;
  profile: ProfileSnapshot | null;
  tool: ToolSnapshot;
}

/**
 * Lets a call through that its policy allows, after a person's approval where it asks for one; answers what holds then, since rules
 * and tools may have changed while it waited. Throws `policy_blocked`, the codes of approvals, and those of an unusable tool.
 */
export async function passPolicy(
  context: Context,
  found: FoundTool,
  asked: { call: ToolCall; callId: string; find: () => Promise<FoundTool> },
): Promise<FoundTool> {
  const { actor } = context;
  const decisionOf = ({ snapshot, profile, tool }: FoundTool) =>
    decide(snapshot, { tool, actor, profileId: profile?.id ?? null });
  const check = (now: FoundTool) => {
    const decision = decisionOf(now);
    refuseByPolicy(context, now.tool, decision);
    refuseUnusable(now.tool);
    return decision.action === "ask" ? decidingRule(now.snapshot, decision, actor) : null;
  };
  const { call, callId } = asked;
  let current = found;
  let rule = check(current);
  // A rule that has changed meanwhile wants an answer of its own.
  for (let approved: string | null = null; rule !== null && rule.version !== approved; ) {
    approved = rule.version;
    const asking: AskedAbout = {
      tool: current.tool,
      arguments: call.arguments,
      rule,
      callId,
      executionId: call.executionId,
      promptSessionId: call.promptSessionId,
      signal: call.signal,
      ask: call.askToApprove,
    };
    await withSpan(context, { name: "approval" }, (own) => passApproval(own, asking));
    current = await asked.find();
    rule = check(current);
  }
  return current;
}
