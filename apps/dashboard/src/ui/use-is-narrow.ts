import { useSyncExternalStore } from "react";

const narrow = window.matchMedia("(width < 640px)");

function subscribe(listener: () => void): () => void {
  narrow.addEventListener("change", listener);
  return () => narrow.removeEventListener("change", listener);
}

/** A telephone's width: tables become two-line lists. */
export function useIsNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => narrow.matches);
}
