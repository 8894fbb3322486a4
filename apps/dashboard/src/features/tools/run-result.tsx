import type { ToolCallOutput } from "@patchops/contract";
import { Link } from "@tanstack/react-router";
import { formatDuration } from "../../format/format-duration.ts";
import { cn } from "../../ui/cn.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { JsonViewer } from "../../ui/json-viewer/json-viewer.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { VisibleText } from "../../ui/visible-text.tsx";

/** What a tool answered. Its own error is an answer too: the call was made and is in Activity. */
export function RunResult({ answer }: { answer: ToolCallOutput }) {
  const { result } = answer;
  const text = result.structuredContent === undefined ? textOf(result.content ?? []) : undefined;
  return (
    <section aria-label="Answer" className="flex flex-col gap-2">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
        <StatusBadge status={result.isError ? "tool_error" : "ok"} />
        <span className="numbers text-muted">{formatDuration(answer.durationMs)}</span>
        <Link
          to="/activity"
          search={{ open: answer.callId }}
          className="text-link underline-offset-2 hover:underline"
        >
          Show in Activity
        </Link>
      </p>
      <Value answer={answer} text={text} />
    </section>
  );
}

function Value({ answer, text }: { answer: ToolCallOutput; text: string | undefined }) {
  const { result } = answer;
  const shared = { label: "Result", fileName: `${answer.callId}-result`, maxHeightPx: 480 };
  if (text === undefined) {
    return <JsonViewer value={result.structuredContent ?? result.content ?? result} {...shared} />;
  }
  // Long texts and those that look like JSON are read in a worker.
  if (text.length > 20_000 || /^\s*[[{]/.test(text)) return <JsonViewer text={text} {...shared} />;
  return (
    <div
      className={cn(
        "relative rounded-lg border py-2.5 pr-10 pl-3 text-sm whitespace-pre-wrap wrap-anywhere",
        result.isError ? "border-error/30 bg-error-tint" : "border-hairline bg-surface",
      )}
    >
      <VisibleText>{text}</VisibleText>
      <CopyButton text={text} className="absolute top-2 right-2" />
    </div>
  );
}

/** An answer that is nothing but text. */
function textOf(content: readonly { type: string; text?: unknown }[]): string | undefined {
  const texts = content.map((block) => (block.type === "text" ? block.text : undefined));
  const isText = texts.length > 0 && texts.every((text) => typeof text === "string");
  return isText ? texts.join("\n") : undefined;
}
