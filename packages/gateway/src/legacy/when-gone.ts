import type { ServerResponse } from "node:http";

/**
 * Calls back when the client leaves before its answer is complete: nobody can receive it any more, since our answers carry no
 * event ids to resume them by (docs/adr/0005; 2026-07-28 makes it the rule).
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
