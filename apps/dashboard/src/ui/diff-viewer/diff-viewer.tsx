import { useMemo } from "react";
import { cn } from "../cn.ts";
import { VisibleText } from "../visible-text.tsx";
import { diffLines } from "./diff-lines.ts";

export interface DiffViewerProps {
  oldText: string;
  newText: string;
  /** What is compared. */
  label: string;
  className?: string;
}

const looks = {
  same: { sign: " ", words: "", className: "" },
  removed: { sign: "−", words: "removed: ", className: "bg-error-tint" },
  added: { sign: "+", words: "added: ", className: "bg-ok-tint" },
};

/** Old and new line by line; the sign says what the tint says. Characters that hide are shown as boxes. */
export function DiffViewer({ oldText, newText, label, className }: DiffViewerProps) {
  const lines = useMemo(() => diffLines(oldText, newText), [oldText, newText]);
  return (
    <section
      aria-label={label}
      className={cn("min-w-0 overflow-x-auto rounded-lg border border-hairline", className)}
    >
      <table className="code w-full border-collapse text-xs/5">
        <tbody>
          {lines.map((line) => {
            const look = looks[line.kind];
            return (
              <tr key={`${line.oldLine}:${line.newLine}`} className={look.className}>
                <td className="w-px px-2 text-right align-top text-muted select-none">{line.oldLine}</td>
                <td className="w-px px-2 text-right align-top text-muted select-none">{line.newLine}</td>
                <td aria-hidden className="w-px px-1 align-top text-muted select-none">
                  {look.sign}
                </td>
                <td className="pr-3 whitespace-pre-wrap wrap-anywhere">
                  {look.words && <span className="sr-only">{look.words}</span>}
                  <VisibleText>{line.text}</VisibleText>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
