import type { ExecutionCall } from "@patchops/contract";
import { Link } from "@tanstack/react-router";
import { Activity, X } from "lucide-react";
import { useMemo } from "react";
import { buttonVariants } from "../../ui/button-variants.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { JsonViewer } from "../../ui/json-viewer/json-viewer.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { VisibleText } from "../../ui/visible-text.tsx";
import { Waterfall } from "../../ui/waterfall/waterfall.tsx";
import type { RunView } from "./use-run.ts";
import { useTicking } from "./use-ticking.ts";

export interface CallsTabProps {
  run: RunView | undefined;
  selectedId: string | undefined;
  onSelect: (callId: string) => void;
}

/** A fetch is a tool of no connection. */
function nameOf({ connection, tool }: ExecutionCall): string {
  return connection === "" ? tool : `${connection}.${tool}`;
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
        label: nameOf(call),
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
        <Inner call={selected} onClose={() => onSelect(selected.callId)} />
      ) : (
        <p className="text-xs text-muted">Choose a call to see what was sent and answered.</p>
      )}
    </div>
  );
}

function Inner({ call, onClose }: { call: ExecutionCall; onClose: () => void }) {
  return (
    <section aria-label={nameOf(call)} className="flex flex-col gap-3">
      <header className="flex items-center gap-2">
        <h2 className="code min-w-0 truncate text-sm font-medium">{nameOf(call)}</h2>
        <StatusBadge status={call.state} />
        <Link
          to="/activity"
          search={{ open: call.callId }}
          className={buttonVariants({ size: "small", variant: "quiet", className: "ml-auto" })}
        >
          <Activity aria-hidden />
          <span className="max-sm:hidden">Show in </span>Activity
        </Link>
        <IconButton size="small" label="Close" onClick={onClose}>
          <X />
        </IconButton>
      </header>
      {call.error && (
        <p className="rounded-lg border border-error/30 bg-error-tint px-3 py-2 text-sm wrap-anywhere">
          <span className="code mr-2 text-xs text-error">{call.error.code}</span>
          <VisibleText>{call.error.message}</VisibleText>
        </p>
      )}
      {call.arguments !== undefined && (
        <>
          <h3 className="text-xs font-medium text-muted">Arguments</h3>
          <JsonViewer value={call.arguments} label="Arguments" fileName={`${call.callId}-arguments`} />
        </>
      )}
      {call.result !== undefined && (
        <>
          <h3 className="text-xs font-medium text-muted">Result</h3>
          <JsonViewer value={call.result} label="Result" fileName={`${call.callId}-result`} />
        </>
      )}
    </section>
  );
}
