import type { ServerResponse } from "node:http";

/**
 * Calls back when the client leaves before its answer is complete. Nobody can receive it any more, unless it is a stream with event
 * ids (docs/adr/0005 and 0012; 2026-07-28 makes the first the rule).
 */
export function whenGone(response: ServerResponse, onGone: () => void): void {
  if (response.destroyed) {
    onGone();
    return;
  }
  response.once("close", () => {
    if (!response.writableFinished) onGone();
  });
}
