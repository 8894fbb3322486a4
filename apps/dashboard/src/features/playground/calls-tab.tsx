import { Activity } from "lucide-react";
import { useMemo } from "react";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Waterfall } from "../../ui/waterfall/waterfall.tsx";
import { CallDetails } from "./call-details.tsx";
import { callName } from "./call-name.ts";
import type { RunView } from "./use-run.ts";
import { useTicking } from "./use-ticking.ts";

export interface CallsTabProps {
  run: RunView | undefined;
  selectedId: string | undefined;
  onSelect: (callId: string) => void;
}

/** Each tool call of the run on one time axis. */
export function CallsTab({ run, selectedId, onSelect }: CallsTabProps) {
  const isGoingOn = run !== undefined && !run.isOver;
  const startedAt = run?.execution?.createdAt;
  const nowMs = useTicking(startedAt === undefined ? undefined : Date.parse(startedAt), isGoingOn);
  const items = useMemo(
    () =>
      (run?.calls ?? []).map((call) => ({
        id: call.callId,
        label: callName(call),
        state: call.state,
        startMs: call.startMs,
        queueMs: call.queueMs,
        upstreamMs: call.upstreamMs,
        totalMs: call.totalMs,
      })),
    [run?.calls],
  );
  if (!run || items.length === 0) {
    return (
      <EmptyState
        icon={<Activity />}
        title={run?.isOver ? "This run called no tool." : "Each tool call of a run shows here as a bar."}
      />
    );
  }
  const selected = run.calls.find((call) => call.callId === selectedId);
  return (
    <div className="flex flex-col gap-4 p-4">
      <Waterfall
        items={items}
        label="Tool calls of this run"
        nowMs={isGoingOn ? nowMs : (run.execution?.usage.wallMs ?? 0)}
        selectedId={selectedId}
        onSelect={onSelect}
        maxHeightPx={selected ? 240 : 480}
      />
      {selected ? (
        <CallDetails call={selected} onClose={() => onSelect(selected.callId)} />
      ) : (
        <p className="text-xs text-muted">Choose a call to see what was sent and answered.</p>
      )}
    </div>
  );
}
