import type { ReactNode } from "react";

export interface Command {
  id: string;
  label: string;
  group: string;
  icon?: ReactNode;
  /** Further words that find it. */
  keywords?: readonly string[];
  /** The shortcut that does the same. */
  keys?: string;
  run: () => void;
}

let registered: readonly Command[] = [];
const listeners = new Set<() => void>();

function notify(): void {
  for (const listener of listeners) listener();
}

/** What the palette can do now: pages and features add their actions while they stand. */
export const commandRegistry = {
  add(command: Command): () => void {
    registered = [...registered, command];
    notify();
    return () => {
      registered = registered.filter((entry) => entry !== command);
      notify();
    };
  },
  list: (): readonly Command[] => registered,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
