import type { Execution } from "@patchops/contract";
import { limitText } from "./run-limits.ts";

export interface End {
  title: string;
  /** What happened, and what of it remains. */
  text: string;
  next: "raise_time" | "raise_memory" | "run_again" | "see_usage" | "decide" | null;
}

const sent = "Calls that were sent may have taken effect.";

/** The words for a run that did not end well, and the step that helps. null: it did, or goes on. */
export function describeEnd(run: Pick<Execution, "status" | "error" | "limits" | "toolCalls">): End | null {
  const calls = run.toolCalls > 0 ? ` ${sent}` : "";
  switch (run.status) {
    case "failed":
      return {
        title: run.error ? `${run.error.name}: ${run.error.message}` : "The program failed.",
        text: run.error?.next ?? "",
        next: null,
      };
    case "timed_out":
      if (run.error?.code === "no_place") {
        return {
          title: "It found no free place in time",
          text: "Nothing of it ran, and it does not count. Other programs were running; wait for them, or give it more time.",
          next: "run_again",
        };
      }
      if (run.error?.code === "cpu_limit") {
        return {
          title: "It computed for too long",
          text: `${run.error.message}${calls} ${run.error.next ?? ""}`.trimEnd(),
          next: null,
        };
      }
      return {
        title: `Stopped after ${limitText(run.limits.timeoutMs)}`,
        text: `The program was not done when its time was up.${calls}`,
        next: "raise_time",
      };
    case "memory_exceeded":
      return {
        title: `It needed more than ${run.limits.memoryMb} MB`,
        text: `The sandbox ended it there.${calls} Handle large answers in parts, or give it more memory.`,
        next: "raise_memory",
      };
    case "cancelled":
      return { title: "Cancelled", text: `It was stopped on request.${calls}`, next: "run_again" };
    case "quota_exceeded":
      if (run.error?.code === "output_too_large" || run.error?.code === "tool_calls_exceeded") {
        return {
          title: run.error.code === "output_too_large" ? "Its result is too large" : "It made too many calls",
          text: `${run.error.message}${calls} ${run.error.next ?? ""}`.trimEnd(),
          next: null,
        };
      }
      return {
        title: "The limit of your plan was reached",
        text: run.error?.message ?? "No further call is let through this month.",
        next: "see_usage",
      };
    case "interrupted":
      return {
        title: "Interrupted",
        text: `${run.error?.message ?? "The server that ran it stopped before the program did."}${calls}`,
        next: "run_again",
      };
    case "needs_decision":
      return {
        title: "Needs a decision",
        text: `${run.error?.message ?? "A call was under way when the server stopped."} ${run.error?.next ?? ""}`.trimEnd(),
        next: "decide",
      };
    case "awaiting_approval":
    case "awaiting_sign_in":
      return {
        title: "Waiting for a person",
        text: run.error?.message ?? "A call in it needs someone's answer before it goes on.",
        next: null,
      };
    case "queued":
    case "sleeping":
    case "running":
    case "succeeded":
      return null;
  }
}
