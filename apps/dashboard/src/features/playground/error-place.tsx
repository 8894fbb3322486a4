import { causeLines, type ExecutionError } from "@patchops/contract";
import { Button } from "../../ui/button.tsx";
import { VisibleText } from "../../ui/visible-text.tsx";

export interface ErrorPlaceProps {
  error: Pick<ExecutionError, "line" | "column" | "frame" | "stack" | "causes">;
  onJump: (line: number, column?: number) => void;
}

/** A long line is scrolled to the sign under it. */
function showCaret(element: HTMLPreElement | null): void {
  const lines = element?.textContent.split("\n") ?? [];
  const caret = lines.find((line) => /^\s*\|\s*\^$/.test(line));
  if (!element || caret === undefined) return;
  const share = caret.length / Math.max(...lines.map((line) => line.length));
  const at = share * element.scrollWidth;
  if (at > element.clientWidth) element.scrollLeft = at - element.clientWidth / 2;
}

/** Where in its own source a program failed: some lines around the place, what led to it, and the way there. */
export function ErrorPlace({ error, onJump }: ErrorPlaceProps) {
  const { line, column, frame, stack } = error;
  const places = stack?.match(/^ {4}at .*$/gm) ?? [];
  const causes = causeLines(error);
  return (
    <>
      {frame && (
        <pre
          ref={showCaret}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
          tabIndex={0}
          className="code overflow-x-auto rounded-md border border-hairline bg-background px-3 py-2 text-xs/5"
        >
          {frame}
        </pre>
      )}
      {causes.length > 0 && (
        <ul className="flex flex-col gap-1 text-sm wrap-anywhere">
          {causes.map((cause, index) => (
            <li key={index}>
              <VisibleText>{cause}</VisibleText>
            </li>
          ))}
        </ul>
      )}
      {places.length > 1 && (
        <details className="text-xs">
          <summary className="cursor-default text-muted">Called from</summary>
          <pre className="code overflow-x-auto pt-1 text-xs/5">
            {places
              .slice(1)
              .map((place) => place.trim())
              .join("\n")}
          </pre>
        </details>
      )}
      {line !== undefined && (
        <div>
          <Button size="small" onClick={() => onJump(line, column)}>
            Go to line {line}
            {column !== undefined && `, column ${column}`}
          </Button>
        </div>
      )}
    </>
  );
}
