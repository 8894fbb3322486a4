import { type RefObject, useRef } from "react";
import { useShortcut } from "./use-shortcut.ts";

/** Steps through the cards below an element with J and K, the focus going along. Answers the element's ref. */
export function useCardSteps(group: string): RefObject<HTMLDivElement | null> {
  const list = useRef<HTMLDivElement>(null);
  const step = (by: 1 | -1) => {
    const cards = [...(list.current?.querySelectorAll("article") ?? [])];
    const at = cards.findIndex((card) => card.contains(document.activeElement));
    const next = cards[at < 0 ? 0 : at + by];
    next?.focus({ preventScroll: true });
    next?.scrollIntoView({ block: "nearest" });
  };
  useShortcut({ keys: "j", label: "Next card", group, run: () => step(1) });
  useShortcut({ keys: "k", label: "Previous card", group, run: () => step(-1) });
  return list;
}
