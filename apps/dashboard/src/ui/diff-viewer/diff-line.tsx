import { cn } from "../cn.ts";
import { VisibleText } from "../visible-text.tsx";
import type { DiffSide } from "./diff-row.ts";

export interface DiffLineProps {
  side: "old" | "new";
  /** Nothing where the other side alone has a line. */
  line: DiffSide | null;
  isSame: boolean;
}

const looks = {
  old: { sign: "−", words: "removed: ", mark: "del", tint: "bg-error-tint", marked: "bg-error/25" },
  new: { sign: "+", words: "added: ", mark: "ins", tint: "bg-ok-tint", marked: "bg-ok/25" },
} as const;

/** One line of one side, as two cells: its sign, which says what the tint says, and its text with the changed words marked. */
export function DiffLine({ side, line, isSame }: DiffLineProps) {
  const { sign, words, mark: Mark, tint, marked } = looks[side];
  const isChange = line !== null && !isSame;
  return (
    <>
      <td aria-hidden className={cn("px-1 text-center align-top text-muted select-none", isChange && tint)}>
        {isChange && sign}
      </td>
      <td
        className={cn(
          "pr-3 align-top whitespace-pre-wrap wrap-anywhere",
          isChange && tint,
          line === null && "bg-surface",
        )}
      >
        {isChange && <span className="sr-only">{words}</span>}
        {line?.parts.map((part, index) =>
          part.isMarked ? (
            <Mark key={index} className={cn("rounded-xs no-underline forced-colors:underline", marked)}>
              <VisibleText>{part.text}</VisibleText>
            </Mark>
          ) : (
            <VisibleText key={index}>{part.text}</VisibleText>
          ),
        )}
      </td>
    </>
  );
}
