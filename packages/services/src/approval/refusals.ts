import { AppError } from "@patchops/contract";
import type { ToolSnapshot } from "../connection/index.ts";
import type { Services } from "../context.ts";
import type { DecidingRule } from "../policy/index.ts";

export interface AskedCall {
  /** Of the question; null = none was asked. */
  id: string | null;
  tool: ToolSnapshot;
  rule: Pick<DecidingRule, "id" | "label">;
}

/** Where a question is answered. */
export function approvalUrl({ settings }: Pick<Services, "settings">, id: string): string {
  return `${settings.publicUrl}/approvals/${id}`;
}

function details({ id, tool, rule }: AskedCall, url?: string) {
  return {
    ...(id === null ? {} : { approvalId: id }),
    ...(url === undefined ? {} : { approvalUrl: url }),
    rule: { id: rule.id, label: rule.label },
    connection: tool.connection.slug,
    tool: tool.originalName,
  };
}

/** The question stands, and nobody waits for its answer: whoever calls again uses it. */
export function approvalRequired(services: Services, call: AskedCall & { id: string }): AppError {
  const url = approvalUrl(services, call.id);
  const message = `${call.tool.exposedName} needs an approval, by the policy “${call.rule.label}”.`;
  return new AppError("approval_required", message, {
    sent: false,
    next: `Approve it at ${url} within 10 minutes, then make the same call again: it uses the approval.`,
    details: details(call, url),
  });
}

export function approvalDenied(call: AskedCall): AppError {
  return new AppError("approval_denied", `A person denied this call of ${call.tool.exposedName}.`, {
    sent: false,
    next: "Do not repeat it as it is: ask them why, or call it otherwise.",
    details: details(call),
  });
}

export function approvalExpired(call: AskedCall): AppError {
  const message = `Nobody approved this call of ${call.tool.exposedName} within 10 minutes.`;
  return new AppError("approval_expired", message, {
    sent: false,
    next: "Make the same call again to ask anew.",
    details: details(call),
  });
}

export function unknownApproval(): AppError {
  return new AppError("not_found", "There is no such approval.");
}
