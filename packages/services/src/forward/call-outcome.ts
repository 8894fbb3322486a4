import type { AppError, ErrorCode } from "@patchops/contract";
import { ServerStopping } from "./server-stopping.ts";

const refusals: readonly ErrorCode[] = [
  "unknown_tool",
  "unknown_prompt",
  "unknown_resource",
  "not_found",
  "policy_blocked",
  "approval_required",
  "approval_denied",
  "approval_expired",
  "unauthenticated",
  "too_large",
  "connection_paused",
  "tool_unavailable",
  "definition_held",
  "quota_exceeded",
  "too_many_calls",
  "rate_limited",
  "unavailable",
];

/** How a call that threw ended, as its row says it. */
export function callOutcome(error: AppError, signal: AbortSignal) {
  if (signal.reason instanceof ServerStopping) return "interrupted" as const;
  if (error.code === "cancelled" || signal.aborted) return "cancelled" as const;
  if (error.code === "timeout") return "timed_out" as const;
  return error.sent !== true && refusals.includes(error.code) ? ("refused" as const) : ("error" as const);
}
