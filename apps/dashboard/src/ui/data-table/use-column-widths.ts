import { useEffect, useState } from "react";

export type ColumnWidths = Record<string, number>;

function read(key: string): ColumnWidths {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? "{}");
    if (typeof stored !== "object" || stored === null) return {};
    return Object.fromEntries(Object.entries(stored).filter(([, width]) => typeof width === "number"));
  } catch {
    return {};
  }
}

/** Dragged widths, kept in this browser: they belong to a screen, not to an address. */
export function useColumnWidths(tableId: string) {
  const key = `patchops.widths.${tableId}`;
  const [widths, setWidths] = useState(() => read(key));
  useEffect(() => {
    try {
      if (Object.keys(widths).length > 0) localStorage.setItem(key, JSON.stringify(widths));
    } catch {
      // Without storage they last as long as the page.
    }
  }, [key, widths]);
  return [widths, setWidths] as const;
}
