import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { approvalChannel } from "./channel.ts";

/** Ids of questions of the organization as they are asked and answered, on whichever node, until the signal aborts. */
export async function* watchApprovals(context: Context, signal: AbortSignal): AsyncGenerator<{ id: string }> {
  requireAccess(context, "approval.changes");
  const prefix = `${context.actor.organizationId} `;
  let changed = new Set<string>();
  let wake: () => void = () => undefined;
  const stop = await context.services.database.listen(approvalChannel, (payload) => {
    if (!payload.startsWith(prefix)) return;
    changed.add(payload.slice(prefix.length));
    wake();
  });
  const onAbort = () => wake();
  signal.addEventListener("abort", onAbort);
  try {
    while (!signal.aborted) {
      const ids = changed;
      changed = new Set();
      for (const id of ids) yield { id };
      if (changed.size > 0 || signal.aborted) continue;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    signal.removeEventListener("abort", onAbort);
    await stop();
  }
}
