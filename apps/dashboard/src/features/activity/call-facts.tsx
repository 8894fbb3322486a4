import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { formatBytes } from "../../format/format-bytes.ts";
import { formatDuration } from "../../format/format-duration.ts";
import { formatFullTime } from "../../format/format-time.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Facts } from "../../ui/facts.tsx";
import type { ActivitySearch } from "./activity-search.ts";
import type { CallAnswer } from "./call-answer.ts";
import { clientText } from "./call-columns.tsx";
import { viaLabels } from "./via-labels.ts";

/** A value that narrows the list to itself. */
function Only({ filter, children }: { filter: ActivitySearch; children: ReactNode }) {
  return (
    <Link
      to="/activity"
      search={filter}
      title="Show only these calls"
      className="text-link underline-offset-2 hover:underline"
    >
      {children}
    </Link>
  );
}

function Id({ value }: { value: string }) {
  return (
    <span className="inline-flex max-w-full items-center gap-1">
      <span className="code truncate text-xs">{value}</span>
      <CopyButton text={value} label="Copy" className="-my-1" />
    </span>
  );
}

export function CallFacts({ call }: { call: CallAnswer }) {
  const client = clientText(call);
  return (
    <Facts
      facts={[
        { label: "Time", value: <span className="numbers text-xs">{formatFullTime(call.at)}</span> },
        { label: "Duration", value: <span className="numbers">{formatDuration(call.totalMs)}</span> },
        {
          label: "Connection",
          value: call.connection && <Only filter={{ connection: call.connection }}>{call.connection}</Only>,
        },
        {
          label: "Tool",
          value: call.tool && <Only filter={{ tool: call.tool }}>{call.tool}</Only>,
        },
        {
          label: "Exposed as",
          value: call.exposedName && <span className="code text-xs">{call.exposedName}</span>,
        },
        {
          label: "Profile",
          value: call.profile && (
            <Link
              to="/settings/profiles/$slug"
              params={{ slug: call.profile }}
              className="text-link underline-offset-2 hover:underline"
            >
              {call.profile}
            </Link>
          ),
        },
        {
          label: "Client",
          value: call.client && <Only filter={{ client: call.client.name }}>{client}</Only>,
        },
        {
          label: "User",
          value: call.user && (
            <Only filter={{ user: call.user.email }}>
              {call.user.name ? `${call.user.name} (${call.user.email})` : call.user.email}
            </Only>
          ),
        },
        { label: "Via", value: <Only filter={{ via: call.via }}>{viaLabels[call.via]}</Only> },
        {
          label: "Run",
          value: call.executionId && (
            <Link
              to="/playground"
              search={{ execution: call.executionId }}
              className="text-link underline-offset-2 hover:underline"
            >
              Open the run
            </Link>
          ),
        },
        {
          label: "Session",
          value: call.promptSessionId && (
            <Link
              to="/sessions/$id"
              params={{ id: call.promptSessionId }}
              search={{ moment: call.id }}
              className="text-link underline-offset-2 hover:underline"
            >
              Open the session
            </Link>
          ),
        },
        {
          label: "Approval",
          value: call.approval && (
            <Link
              to="/approvals/$id"
              params={{ id: call.approval.id }}
              className="text-link underline-offset-2 hover:underline"
            >
              {call.approval.status === "approved"
                ? "Waited for approval"
                : `Waited, ${call.approval.status}`}
            </Link>
          ),
        },
        {
          label: "Size",
          value: (
            <span>
              <span className="numbers">{formatBytes(call.bytesIn)}</span>
              <span className="text-muted"> in, </span>
              <span className="numbers">{formatBytes(call.bytesOut)}</span>
              <span className="text-muted"> out</span>
            </span>
          ),
        },
        { label: "Counted", value: `${call.units} ${call.units === 1 ? "unit" : "units"}` },
        { label: "Request", value: call.requestId && <Id value={call.requestId} /> },
        { label: "Call", value: <Id value={call.id} /> },
      ]}
    />
  );
}
