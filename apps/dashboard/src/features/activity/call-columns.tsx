import type { Call } from "@patchops/contract";
import { formatBytes } from "../../format/format-bytes.ts";
import { formatClock, formatDay } from "../../format/format-time.ts";
import type { DataColumn } from "../../ui/data-table/data-column.ts";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { DurationBar } from "./duration-bar.tsx";
import { viaLabels } from "./via-labels.ts";

const none = <span className="text-muted">–</span>;

function When({ at }: { at: string }) {
  const isToday = new Date(at).toDateString() === new Date().toDateString();
  return (
    <time dateTime={at} className="numbers text-xs">
      {!isToday && <span className="text-muted">{formatDay(at)} </span>}
      {formatClock(at)}
    </time>
  );
}

export function clientText(call: Call): string | null {
  if (!call.client) return null;
  return call.client.version ? `${call.client.name} ${call.client.version}` : call.client.name;
}

function userText(call: Call): string | null {
  return call.user && (call.user.name ?? call.user.email);
}

export const callColumns: readonly DataColumn<Call>[] = [
  {
    id: "at",
    header: "Time",
    widthPx: 146,
    narrow: "detail",
    cell: (call) => <When at={call.at} />,
  },
  {
    id: "tool",
    header: "Tool",
    widthPx: 152,
    isGrowing: true,
    narrow: "title",
    cell: (call) => <span className="code text-xs">{call.tool ?? call.exposedName ?? call.method}</span>,
  },
  {
    id: "connection",
    header: "Connection",
    widthPx: 132,
    narrow: "detail",
    cell: (call) => call.connection ?? none,
  },
  { id: "client", header: "Client", widthPx: 128, cell: (call) => clientText(call) ?? none },
  { id: "user", header: "User", widthPx: 128, cell: (call) => userText(call) ?? none },
  { id: "via", header: "Via", widthPx: 84, narrow: "detail", cell: (call) => viaLabels[call.via] },
  {
    id: "duration",
    header: "Duration",
    widthPx: 136,
    narrow: "detail",
    cell: (call) => <DurationBar durationMs={call.totalMs} />,
  },
  {
    id: "status",
    header: "Status",
    widthPx: 108,
    narrow: "end",
    cell: (call) => <StatusBadge status={call.outcome} variant="plain" />,
  },
  {
    id: "size",
    header: "Answer",
    widthPx: 88,
    align: "end",
    isHiddenAtFirst: true,
    cell: (call) => <span className="numbers">{formatBytes(call.bytesOut)}</span>,
  },
  {
    id: "units",
    header: "Units",
    widthPx: 72,
    align: "end",
    isHiddenAtFirst: true,
    cell: (call) => <span className="numbers">{call.units}</span>,
  },
  {
    id: "error",
    header: "Error",
    widthPx: 220,
    isHiddenAtFirst: true,
    cell: (call) => call.errorMessage ?? none,
  },
];
