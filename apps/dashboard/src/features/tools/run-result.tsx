import type { ToolCallOutput } from "@patchops/contract";
import { Link } from "@tanstack/react-router";
import { formatDuration } from "../../format/format-duration.ts";
import { JsonViewer } from "../../ui/json-viewer/json-viewer.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";

/** What a tool answered. Its own error is an answer too: the call was made and is in Activity. */
export function RunResult({ answer }: { answer: ToolCallOutput }) {
  const { result } = answer;
  const value = result.structuredContent ?? result.content ?? result;
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
      <JsonViewer value={value} label="Result" fileName={`${answer.callId}-result`} maxHeightPx={480} />
    </section>
  );
}
