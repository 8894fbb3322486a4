import type { Connection } from "@patchops/contract";
import { formatDuration } from "../../format/format-duration.ts";
import { formatCount, formatNumber } from "../../format/format-number.ts";
import { Badge } from "../../ui/badge.tsx";
import type { DataColumn } from "../../ui/data-table/data-column.ts";
import { Sparkline } from "../../ui/sparkline.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { StatusAge } from "./status-evidence.tsx";

/** What needs a hand comes first. */
const urgency = [
  "unreachable",
  "not_mcp",
  "blocked",
  "needs_sign_in",
  "no_tools",
  "slow",
  "connecting",
  "ready",
  "paused",
];

/** How much of an address's end is always shown. */
const tailLength = 12;

export const connectionColumns: readonly DataColumn<Connection>[] = [
  {
    id: "name",
    header: "Name",
    widthPx: 200,
    isGrowing: true,
    narrow: "title",
    sortValue: (row) => row.name.toLowerCase(),
    cell: (row) => (
      <span className="inline-flex max-w-full items-center gap-2">
        <span className="truncate font-medium">{row.name}</span>
        {row.url && (
          <span title={row.url} className="code flex min-w-0 shrink-9999 text-xs text-muted max-sm:hidden">
            {/* Cut in its middle: its end tells servers of one host apart. */}
            <span className="truncate whitespace-pre">{row.url.slice(0, -tailLength)}</span>
            <span className="whitespace-pre">{row.url.slice(-tailLength)}</span>
          </span>
        )}
        {row.transport === "demo" && <Badge>demo</Badge>}
      </span>
    ),
  },
  {
    id: "status",
    header: "Status",
    widthPx: 304,
    narrow: "end",
    sortValue: (row) => urgency.indexOf(row.status),
    cell: (row) => (
      <span className="flex min-w-0 items-center gap-2">
        <StatusBadge status={row.status} variant="plain" />
        <span className="truncate text-xs text-muted max-sm:hidden">
          <StatusAge connection={row} />
        </span>
      </span>
    ),
  },
  {
    id: "tools",
    header: "Tools",
    widthPx: 64,
    align: "end",
    sortValue: (row) => row.tools,
    cell: (row) => <span className="numbers">{formatNumber(row.tools)}</span>,
  },
  {
    id: "calls",
    header: "Calls, 24 h",
    widthPx: 164,
    align: "end",
    narrow: "detail",
    sortValue: (row) => row.usage.calls,
    cell: (row) => (
      <span className="inline-flex items-center gap-3 align-middle">
        <span className="flex max-sm:hidden">
          <Sparkline
            values={row.usage.hours}
            label={`${formatCount(row.usage.calls, "call")} in the last 24 hours, ${formatNumber(row.usage.failures)} failed`}
          />
        </span>
        <span className="min-w-10">
          <span className="numbers">{formatNumber(row.usage.calls)}</span>
          <span className="sm:hidden"> calls, {formatCount(row.tools, "tool")}</span>
        </span>
      </span>
    ),
  },
  {
    id: "p95",
    header: "p95",
    widthPx: 76,
    align: "end",
    sortValue: (row) => row.usage.p95Ms,
    cell: (row) => <span className="numbers">{formatDuration(row.usage.p95Ms)}</span>,
  },
  {
    id: "owner",
    header: "Owner",
    widthPx: 140,
    sortValue: (row) => row.createdBy.name ?? row.createdBy.email,
    cell: (row) => <span className="text-muted">{row.createdBy.name ?? row.createdBy.email}</span>,
  },
];
