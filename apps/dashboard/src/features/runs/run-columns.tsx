import { type ExecutionSummary, firstLine } from "@patchops/contract";
import { formatBytes } from "../../format/format-bytes.ts";
import { formatDuration } from "../../format/format-duration.ts";
import { formatNumber } from "../../format/format-number.ts";
import type { DataColumn } from "../../ui/data-table/data-column.ts";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { Time } from "../../ui/time.tsx";
import { VisibleText } from "../../ui/visible-text.tsx";
import { viaLabels } from "../activity/via-labels.ts";

export const runColumns: readonly DataColumn<ExecutionSummary>[] = [
  {
    id: "program",
    header: "Program",
    widthPx: 240,
    isGrowing: true,
    narrow: "title",
    cell: ({ snippet, code }) =>
      snippet ?? (
        <span className="code text-xs">
          <VisibleText>{firstLine(code)}</VisibleText>
        </span>
      ),
  },
  {
    id: "user",
    header: "User",
    widthPx: 136,
    narrow: "detail",
    cell: ({ user }) => user.name ?? user.email,
  },
  {
    id: "from",
    header: "From",
    widthPx: 120,
    cell: ({ client, via }) => (client ? <VisibleText>{client.name}</VisibleText> : viaLabels[via]),
  },
  {
    id: "started",
    header: "Started",
    widthPx: 96,
    narrow: "detail",
    cell: ({ createdAt }) => <Time at={createdAt} />,
  },
  {
    id: "time",
    header: "Time",
    widthPx: 80,
    align: "end",
    cell: ({ usage }) => <span className="numbers">{formatDuration(usage.wallMs)}</span>,
  },
  {
    id: "cpu",
    header: "CPU",
    widthPx: 80,
    align: "end",
    cell: ({ usage }) => <span className="numbers">{formatDuration(usage.cpuMs)}</span>,
  },
  {
    id: "memory",
    header: "Memory",
    widthPx: 80,
    align: "end",
    cell: ({ usage }) => <span className="numbers">{formatBytes(usage.memoryPeakBytes)}</span>,
  },
  {
    id: "calls",
    header: "Calls",
    widthPx: 64,
    align: "end",
    cell: ({ toolCalls }) => <span className="numbers">{formatNumber(toolCalls)}</span>,
  },
  {
    id: "status",
    header: "Status",
    widthPx: 164,
    narrow: "end",
    cell: ({ status }) => <StatusBadge status={status} />,
  },
];
