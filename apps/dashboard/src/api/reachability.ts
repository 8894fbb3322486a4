import { useSyncExternalStore } from "react";

const pingMs = 2_000;

let isReachable = true;
const listeners = new Set<() => void>();
const returnListeners = new Set<() => void>();
let timer: ReturnType<typeof setTimeout> | undefined;

function set(next: boolean): void {
  if (next === isReachable) return;
  isReachable = next;
  for (const listener of listeners) listener();
  if (next) for (const listener of returnListeners) listener();
}

async function ping(): Promise<void> {
  try {
    const answer = await fetch("/readyz", { signal: AbortSignal.timeout(pingMs), cache: "no-store" });
    if (answer.ok) {
      reachability.sawAnswer();
      return;
    }
  } catch {
    // Still away: asked again below.
  }
  timer = setTimeout(ping, pingMs);
}

/** Whether the server answers. While it does not, it is asked every two seconds. */
export const reachability = {
  sawAnswer(): void {
    clearTimeout(timer);
    timer = undefined;
    set(true);
  },
  sawSilence(): void {
    set(false);
    timer ??= setTimeout(ping, pingMs);
  },
  /** Runs each time the server is back, so that what was missed is fetched. */
  onReturn(listener: () => void): () => void {
    returnListeners.add(listener);
    return () => returnListeners.delete(listener);
  },
};

export function useIsReachable(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => isReachable,
  );
}
