import { useEffect, useRef } from "react";
import { type Shortcut, shortcutRegistry } from "./shortcut-registry.ts";

export interface UseShortcutOptions extends Shortcut {
  /** false takes it out of the registry and the overlay. */
  isEnabled?: boolean;
}

/** Registers a key for as long as the component stands; the `?` overlay lists it. Never fires while someone types. */
export function useShortcut({ keys, label, group, run, isEnabled = true }: UseShortcutOptions): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    if (!isEnabled) return;
    return shortcutRegistry.add({
      keys,
      label,
      ...(group === undefined ? {} : { group }),
      run: () => latest.current(),
    });
  }, [keys, label, group, isEnabled]);
}
