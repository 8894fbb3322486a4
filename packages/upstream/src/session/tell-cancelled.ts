import type { Channel } from "../channel.ts";
import type { UpstreamError } from "../upstream-error.ts";

const timeoutMs = 10_000;

/** Tells a server that nobody waits for its answer any longer. */
export function tellCancelled(
  channel: Channel,
  requestId: number,
  { code }: Pick<UpstreamError, "code">,
): void {
  const reason = code === "timeout" ? "The time for it is up." : "The caller cancelled it.";
  const params = { requestId, reason };
  // The request has ended for its caller either way.
  channel
    .send({ jsonrpc: "2.0", method: "notifications/cancelled", params }, { timeoutMs })
    .catch(() => undefined);
}
