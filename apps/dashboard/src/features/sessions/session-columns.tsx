import type { PromptSessionView } from "@patchops/contract";
import { formatDuration } from "../../format/format-duration.ts";
import { formatCompact, formatNumber } from "../../format/format-number.ts";
import type { DataColumn } from "../../ui/data-table/data-column.ts";
import { Time } from "../../ui/time.tsx";
import { viaLabels } from "../activity/via-labels.ts";
import { SessionStatus } from "./session-status.tsx";
import { sessionClient, sessionMs } from "./session-words.ts";

export const sessionColumns: readonly DataColumn<PromptSessionView>[] = [
  {
    id: "client",
    header: "Client",
    widthPx: 160,
    isGrowing: true,
    narrow: "title",
    cell: (session) => sessionClient(session),
  },
  {
    id: "user",
    header: "User",
    widthPx: 136,
    narrow: "detail",
    cell: ({ user }) => user.name ?? user.email,
  },
  {
    id: "started",
    header: "Started",
    widthPx: 96,
    narrow: "detail",
    cell: ({ startedAt }) => <Time at={startedAt} />,
  },
  {
    id: "length",
    header: "Length",
    widthPx: 88,
    align: "end",
    cell: (session) => <span className="numbers">{formatDuration(sessionMs(session) || null)}</span>,
  },
  {
    id: "calls",
    header: "Calls",
    widthPx: 64,
    align: "end",
    cell: ({ totals }) => <span className="numbers">{formatNumber(totals.calls)}</span>,
  },
  {
    id: "failures",
    header: "Failed",
    widthPx: 64,
    align: "end",
    cell: ({ totals }) => (
      <span className={totals.failures > 0 ? "numbers text-error" : "numbers text-muted"}>
        {formatNumber(totals.failures)}
      </span>
    ),
  },
  {
    id: "tokens",
    header: "Tokens",
    widthPx: 72,
    align: "end",
    cell: ({ totals }) => <span className="numbers">{formatCompact(totals.resultTokens)}</span>,
  },
  {
    id: "toolTime",
    header: "In tools",
    widthPx: 88,
    align: "end",
    cell: ({ totals }) => <span className="numbers">{formatDuration(totals.toolMs)}</span>,
  },
  {
    id: "protocol",
    header: "Protocol",
    widthPx: 104,
    cell: ({ protocolVersion, via }) => protocolVersion ?? viaLabels[via],
  },
  {
    id: "status",
    header: "Status",
    widthPx: 96,
    narrow: "end",
    cell: (session) => <SessionStatus session={session} />,
  },
];
