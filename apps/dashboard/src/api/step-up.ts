/** Who waits for the reader to prove once more who they are; `settle` says whether they did. */
interface Asked {
  settle: (isProved: boolean) => void;
}

let asked: readonly Asked[] = [];
const listeners = new Set<() => void>();
let hasAsked = false;

function change(next: readonly Asked[]): void {
  asked = next;
  hasAsked ||= next.length > 0;
  for (const listener of listeners) listener();
}

/** Requests that were refused with `step_up_required` meet the dialog here, which the shell shows while somebody waits. */
export const stepUp = {
  /** Whether the reader proved it; false when they gave up, or where no page can ask. */
  ask: () =>
    listeners.size === 0
      ? Promise.resolve(false)
      : new Promise<boolean>((settle) => change([...asked, { settle }])),
  /** Answers all who wait. */
  settle(isProved: boolean) {
    const waiting = asked;
    change([]);
    for (const { settle } of waiting) settle(isProved);
  },
  isAsked: () => asked.length > 0,
  wasAsked: () => hasAsked,
  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      // Nobody can answer any more.
      if (listeners.size === 0) stepUp.settle(false);
    };
  },
};
