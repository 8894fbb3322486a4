import type { AwaitedApproval, CallToolInput, ToolCallEvent, ToolCallOutput } from "@patchops/contract";
import type { Requests } from "./create-requests.ts";
import { PatchOpsError } from "./patch-ops-error.ts";
import type { RequestOptions } from "./routers.ts";

/** As long as a question stands; the server's deadline comes first. */
const approvalMs = 600_000;

/** A call that waits where its policy asks a person, and goes on by itself. */
export async function callAndWait(
  requests: Requests,
  input: CallToolInput,
  {
    onApproval,
    ...request
  }: RequestOptions & { onApproval?: ((approval: AwaitedApproval) => void) | undefined },
): Promise<ToolCallOutput> {
  const events = requests.stream("tool.invokeAndWait", input, { ...request, patienceMs: approvalMs });
  for await (const event of events as AsyncIterable<ToolCallEvent>) {
    if (event.type === "approval") onApproval?.(event.approval);
    else if (event.type === "answer") {
      const { callId, durationMs, result } = event;
      return { callId, durationMs, result };
    }
  }
  throw new PatchOpsError("unreachable", "The connection ended before the call's answer.", {
    retryable: true,
    sent: true,
    next: "Look in activity for what became of it.",
  });
}
