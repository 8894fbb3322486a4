import { isExecutionFinished, type WorkflowRun } from "@patchops/contract";
import { formatDuration } from "../../format/format-duration.ts";
import { formatNumber } from "../../format/format-number.ts";
import { Badge } from "../../ui/badge.tsx";
import type { DataColumn } from "../../ui/data-table/data-column.ts";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { Time } from "../../ui/time.tsx";
import { VisibleText } from "../../ui/visible-text.tsx";
import { triggerLabels } from "./trigger-words.ts";

export const runTableColumns: readonly DataColumn<WorkflowRun>[] = [
  {
    id: "trigger",
    header: "Started by",
    widthPx: 120,
    narrow: "title",
    cell: ({ trigger }) => triggerLabels[trigger],
  },
  {
    id: "created",
    header: "Started",
    widthPx: 96,
    narrow: "detail",
    cell: ({ startedAt, createdAt, dueAt, status }) => (
      <Time at={status === "queued" ? dueAt : (startedAt ?? createdAt)} />
    ),
  },
  {
    id: "version",
    header: "Version",
    widthPx: 72,
    cell: ({ version }) => <span className="numbers">v{version}</span>,
  },
  {
    id: "attempt",
    header: "Try",
    widthPx: 56,
    align: "end",
    cell: ({ attempt }) => <span className="numbers">{attempt}</span>,
  },
  {
    id: "time",
    header: "Time",
    widthPx: 80,
    align: "end",
    narrow: "detail",
    cell: ({ wallMs }) => <span className="numbers">{formatDuration(wallMs)}</span>,
  },
  {
    id: "calls",
    header: "Calls",
    widthPx: 64,
    align: "end",
    cell: ({ toolCalls }) => <span className="numbers">{formatNumber(toolCalls)}</span>,
  },
  {
    id: "error",
    header: "Error",
    widthPx: 200,
    isGrowing: true,
    cell: ({ error }) =>
      error && (
        <span className="text-error">
          {error.line !== undefined && <span className="numbers">line {error.line}: </span>}
          <VisibleText>{error.message}</VisibleText>
        </span>
      ),
  },
  {
    id: "status",
    header: "Status",
    widthPx: 176,
    narrow: "end",
    cell: ({ status, isDead, isPaused }) => (
      <span className="inline-flex items-center gap-1">
        <StatusBadge status={isPaused && !isExecutionFinished(status) ? "paused" : status} />
        {isDead && <Badge tone="error">to look at</Badge>}
      </span>
    ),
  },
];
