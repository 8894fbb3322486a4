import type { ToolCallOutput } from "@patchops/contract";
import { formatDuration } from "../../format/format-duration.ts";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { ToolAnswer } from "./tool-answer.tsx";

/** What a tool answered. Its own error is an answer too: the call was made and is in Activity. */
export function RunResult({ answer }: { answer: ToolCallOutput }) {
  const { result } = answer;
  return (
    <section aria-label="Answer" className="flex flex-col gap-2">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
        <StatusBadge status={result.isError ? "tool_error" : "ok"} />
        <span className="numbers text-muted">{formatDuration(answer.durationMs)}</span>
        <TextLink to="/activity" search={{ open: answer.callId }}>
          Show in Activity
        </TextLink>
      </p>
      <ToolAnswer result={result} fileName={`${answer.callId}-result`} />
    </section>
  );
}
