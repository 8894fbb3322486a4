import { Download } from "lucide-react";
import { formatBytes } from "../../format/format-bytes.ts";
import { Button } from "../button.tsx";
import { cn } from "../cn.ts";
import { CopyButton } from "../copy-button.tsx";
import { downloadText } from "../download-text.ts";

const previewLength = 16_000;

export interface JsonGateProps {
  text: string;
  reason: string;
  fileName: string;
  label: string;
  maxHeightPx: number;
  className?: string;
}

/** The beginning of what is not shown whole, and the way to all of it. */
export function JsonGate({ text, reason, fileName, label, maxHeightPx, className }: JsonGateProps) {
  const isPart = text.length > previewLength;
  return (
    <section
      aria-label={label}
      className={cn("min-w-0 rounded-lg border border-hairline bg-surface", className)}
    >
      <div className="flex flex-wrap items-center gap-2 border-b border-hairline px-3 py-1.5 text-xs text-muted">
        <span className="grow">
          {reason}
          {isPart && ` The first ${formatBytes(previewLength)}:`}
        </span>
        <CopyButton text={text} label="Copy all" />
        <Button size="small" icon={<Download />} onClick={() => downloadText(text, fileName, "text/plain")}>
          Download
        </Button>
      </div>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        tabIndex={0}
        className="code overflow-auto p-3 text-xs -outline-offset-2"
        style={{ maxHeight: maxHeightPx }}
      >
        {isPart ? `${text.slice(0, previewLength)}…` : text}
      </pre>
    </section>
  );
}
