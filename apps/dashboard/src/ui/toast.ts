export interface ToastOptions {
  title: string;
  detail?: string;
  /** Takes back what was just done. The toast then stays for 10 s instead of 5. */
  undo?: () => void;
}

let waiting: readonly ToastOptions[] = [];
let show: ((options: ToastOptions) => void) | undefined;
let wasUsed = false;
const listeners = new Set<() => void>();

/** Says that something was done. An error is no toast: it stays where the action was. */
export function toast(options: ToastOptions): void {
  if (show) {
    show(options);
    return;
  }
  waiting = [...waiting, options];
  wasUsed = true;
  for (const listener of listeners) listener();
}

/** How the list of toasts, which is fetched when there is a first one, takes over what waits. */
export const toastQueue = {
  wasUsed: (): boolean => wasUsed,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  take(taker: (options: ToastOptions) => void): () => void {
    show = taker;
    for (const options of waiting) taker(options);
    waiting = [];
    return () => {
      show = undefined;
    };
  },
};
