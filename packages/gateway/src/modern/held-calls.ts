import { AppError } from "@patchops/contract";
import { ServerStopping } from "@patchops/services";
import type { HeldCall } from "./held-call.ts";

/** The calls that wait here for their clients' answers. They live on one node and die with it. */
export interface HeldCalls {
  hold(call: HeldCall, organizationId: string): void;
  /** Takes it out, for the one retry that goes on with it; null when it is not (or no longer) here, or another organization's. */
  take(id: string, organizationId: string): HeldCall | null;
  close(): void;
}

/** As long as a person may take (architecture: waiting for people). */
const holdMs = 600_000;
/** Beyond this the oldest ones end: nobody may fill a node with questions. */
const maxHeld = 1_000;

export function createHeldCalls(): HeldCalls {
  const held = new Map<string, { call: HeldCall; organizationId: string; timer: NodeJS.Timeout }>();

  function drop(id: string): HeldCall | null {
    const found = held.get(id);
    if (!found) return null;
    clearTimeout(found.timer);
    held.delete(id);
    return found.call;
  }

  return {
    hold(call, organizationId) {
      const timer = setTimeout(() => drop(call.id)?.abort(unanswered()), holdMs);
      timer.unref();
      held.set(call.id, { call, organizationId, timer });
      const [oldest] = held.keys();
      if (held.size > maxHeld && oldest !== undefined) drop(oldest)?.abort(unanswered());
    },
    take: (id, organizationId) => (held.get(id)?.organizationId === organizationId ? drop(id) : null),
    close() {
      for (const id of [...held.keys()]) drop(id)?.abort(new ServerStopping());
    },
  };
}

function unanswered(): AppError {
  return new AppError("timeout", "The client did not answer in time.", { sent: true });
}
