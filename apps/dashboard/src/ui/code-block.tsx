import type { ReactNode } from "react";
import { cn } from "./cn.ts";
import { CopyButton } from "./copy-button.tsx";

export interface CodeBlockProps {
  code: string;
  /** Above the code: a file name, the client it is for. */
  caption?: ReactNode;
  /** Counted from 1; marked with a tint and a sign in the margin. */
  markedLine?: number | undefined;
  hasLineNumbers?: boolean;
  /** Breaks long lines instead of scrolling; for commands. */
  isWrapped?: boolean;
  copyLabel?: string;
  className?: string;
}

export function CodeBlock({
  code,
  caption,
  markedLine,
  hasLineNumbers = false,
  isWrapped = false,
  copyLabel = "Copy",
  className,
}: CodeBlockProps) {
  const lines = code.replace(/\n$/, "").split("\n");
  return (
    <figure className={cn("relative min-w-0 rounded-lg border border-hairline bg-surface", className)}>
      {caption && (
        <figcaption className="flex h-9 items-center border-b border-hairline pr-10 pl-3 text-xs text-muted">
          {caption}
        </figcaption>
      )}
      <CopyButton text={code} label={copyLabel} className="absolute top-1.5 right-1.5 z-10 bg-surface" />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <pre tabIndex={0} className="overflow-x-auto py-2 -outline-offset-2">
        <code
          className={cn("code block min-w-fit text-sm", isWrapped && "whitespace-pre-wrap wrap-anywhere")}
        >
          {lines.map((line, index) => (
            <span
              key={index}
              {...(index + 1 === markedLine && {
                "data-marked": true,
                "aria-label": `Line ${index + 1}, marked: ${line}`,
              })}
              className="block pr-10 pl-3 data-marked:bg-error-tint data-marked:shadow-[inset_2px_0_0_var(--error)]"
            >
              {hasLineNumbers && (
                <span aria-hidden className="mr-3 inline-block min-w-6 text-right text-muted select-none">
                  {index + 1}
                </span>
              )}
              {line || " "}
            </span>
          ))}
        </code>
      </pre>
    </figure>
  );
}
