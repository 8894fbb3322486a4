import type { HeldCall } from "./held-call.ts";

/** The calls that wait here for their clients' answers. They live on one node and die with it. */
export interface HeldCalls {
  hold(call: HeldCall): void;
  /** Takes it out, for the one retry that goes on with it; null when it is not (or no longer) here. */
  take(id: string): HeldCall | null;
  close(): void;
}

/** As long as a person may take (architecture: waiting for people). */
const holdMs = 600_000;
/** Beyond this the oldest ones end: nobody may fill a node with questions. */
const maxHeld = 1_000;

export function createHeldCalls(): HeldCalls {
  const held = new Map<string, { call: HeldCall; timer: NodeJS.Timeout }>();

  function take(id: string): HeldCall | null {
    const found = held.get(id);
    if (!found) return null;
    clearTimeout(found.timer);
    held.delete(id);
    return found.call;
  }

  return {
    hold(call) {
      const timer = setTimeout(() => take(call.id)?.cancel(), holdMs);
      timer.unref();
      held.set(call.id, { call, timer });
      const [oldest] = held.keys();
      if (held.size > maxHeld && oldest !== undefined) take(oldest)?.cancel();
    },
    take,
    close() {
      for (const id of [...held.keys()]) take(id)?.cancel();
    },
  };
}
