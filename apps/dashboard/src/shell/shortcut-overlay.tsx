import { lazy, Suspense, useEffect, useState } from "react";
import { useShortcut } from "../shortcuts/use-shortcut.ts";

const openEvent = "patchops:shortcuts";

const ShortcutList = lazy(() =>
  import("./shortcut-list.tsx").then((module) => ({ default: module.ShortcutList })),
);

export function openShortcutOverlay(): void {
  window.dispatchEvent(new Event(openEvent));
}

/** The list of keys, fetched when someone first asks for it. */
export function ShortcutOverlay() {
  const [isOpen, setIsOpen] = useState<boolean>();
  useShortcut({ keys: "?", label: "Show these keys", group: "Anywhere", run: () => setIsOpen(true) });
  useEffect(() => {
    const open = () => setIsOpen(true);
    window.addEventListener(openEvent, open);
    return () => window.removeEventListener(openEvent, open);
  }, []);
  if (isOpen === undefined) return null;
  return (
    <Suspense>
      <ShortcutList isOpen={isOpen} onClose={() => setIsOpen(false)} />
    </Suspense>
  );
}
