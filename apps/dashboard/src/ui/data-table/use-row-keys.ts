import { useEffect, useRef } from "react";
import { useShortcut } from "../../shortcuts/use-shortcut.ts";

export interface RowKeysOptions {
  /** Row ids in their order. */
  ids: readonly string[];
  elementId: (rowId: string) => string;
  scrollTo: (index: number) => void;
  openId: string | undefined;
  open: (index: number) => void;
}

/** J and K step through the rows: the focus, or the open panel when there is one. Enter is the link's own. */
export function useRowKeys({ ids, elementId, scrollTo, openId, open }: RowKeysOptions): void {
  const wanted = useRef<string>(undefined);

  // A row outside the view is in the page only after the list has scrolled there.
  useEffect(() => {
    if (wanted.current === undefined) return;
    const element = document.getElementById(elementId(wanted.current));
    if (!element) return;
    wanted.current = undefined;
    element.focus({ preventScroll: true });
  });

  const step = (by: 1 | -1) => {
    const focused = document.activeElement?.id;
    const here = openId ?? ids.find((id) => elementId(id) === focused);
    const index = here === undefined ? (by === 1 ? 0 : -1) : ids.indexOf(here) + by;
    const next = ids[index];
    if (next === undefined) return;
    scrollTo(index);
    if (openId !== undefined) {
      open(index);
      return;
    }
    const element = document.getElementById(elementId(next));
    if (element) element.focus({ preventScroll: true });
    else wanted.current = next;
  };
  useShortcut({ keys: "j", label: "Next row", group: "Lists", run: () => step(1) });
  useShortcut({ keys: "k", label: "Previous row", group: "Lists", run: () => step(-1) });
}
