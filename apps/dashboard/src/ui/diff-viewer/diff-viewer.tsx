import { useMemo, useState } from "react";
import { Button } from "../button.tsx";
import { cn } from "../cn.ts";
import { useMedia } from "../use-media.ts";
import { diffRows } from "./diff-rows.ts";
import { DiffRowsSplit } from "./diff-rows-split.tsx";
import { DiffRowsUnified } from "./diff-rows-unified.tsx";
import { foldRows } from "./fold-rows.ts";

export interface DiffViewerProps {
  oldText: string;
  newText: string;
  /** What is compared. */
  label: string;
  /** What each side is called. */
  sides?: { old: string; new: string };
  className?: string;
}

/**
 * Old and new, beside each other where there is room, else below each other; changed words are marked, what is the same far from a
 * change is folded, and characters that hide are shown as boxes.
 */
export function DiffViewer({ oldText, newText, label, sides, className }: DiffViewerProps) {
  const isSplit = useMedia("(width >= 960px)");
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const rows = useMemo(() => diffRows(oldText, newText), [oldText, newText]);
  const stretches = useMemo(() => foldRows(rows, opened), [rows, opened]);
  const Rows = isSplit ? DiffRowsSplit : DiffRowsUnified;
  const { old: oldName, new: newName } = sides ?? { old: "Old", new: "New" };
  return (
    <section
      aria-label={label}
      tabIndex={-1}
      className={cn("min-w-0 overflow-x-auto rounded-lg border border-hairline outline-hidden", className)}
    >
      <table className="w-full table-fixed border-collapse">
        <colgroup>
          <col className="w-10" />
          {!isSplit && <col className="w-10" />}
          <col className="w-5" />
          <col />
          {isSplit && (
            <>
              <col className="w-10" />
              <col className="w-5" />
              <col />
            </>
          )}
        </colgroup>
        {isSplit && (
          <thead className="border-b border-hairline text-left text-xs text-muted">
            <tr>
              <th scope="col" colSpan={3} className="px-3 py-1.5 font-medium">
                {oldName}
              </th>
              <th scope="col" colSpan={3} className="border-l border-hairline px-3 py-1.5 font-medium">
                {newName}
              </th>
            </tr>
          </thead>
        )}
        {stretches.map((stretch) => (
          <tbody key={stretch.index} className="code text-xs/5">
            {stretch.isFolded ? (
              <tr>
                <td colSpan={isSplit ? 6 : 4} className="bg-surface px-2 py-1 font-sans">
                  <Button
                    size="small"
                    variant="quiet"
                    onClick={({ currentTarget }) => {
                      // The button goes away.
                      currentTarget.closest("section")?.focus({ preventScroll: true });
                      setOpened(new Set([...opened, stretch.index]));
                    }}
                  >
                    Show {stretch.rows.length} lines that are the same
                  </Button>
                </td>
              </tr>
            ) : (
              <Rows rows={stretch.rows} />
            )}
          </tbody>
        ))}
      </table>
    </section>
  );
}
