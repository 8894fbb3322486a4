import type { ReactNode } from "react";
import { formatBytes } from "../../format/format-bytes.ts";
import { formatDuration } from "../../format/format-duration.ts";
import { formatCount } from "../../format/format-number.ts";
import { formatPerson } from "../../format/format-person.ts";
import { formatFullTime } from "../../format/format-time.ts";
import { CopyableId } from "../../ui/copyable-id.tsx";
import { Facts } from "../../ui/facts.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { RunLink } from "../playground/run-link.tsx";
import type { ActivitySearch } from "./activity-search.ts";
import type { CallAnswer } from "./call-answer.ts";
import { clientText } from "./call-columns.tsx";
import { viaLabels } from "./via-labels.ts";

/** A value that narrows the list to itself. */
function Only({ filter, children }: { filter: ActivitySearch; children: ReactNode }) {
  return (
    <TextLink to="/activity" search={filter} title="Show only these calls">
      {children}
    </TextLink>
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
            <TextLink to="/settings/profiles/$slug" params={{ slug: call.profile }}>
              {call.profile}
            </TextLink>
          ),
        },
        {
          label: "Client",
          value: call.client && <Only filter={{ client: call.client.name }}>{client}</Only>,
        },
        {
          label: "User",
          value: call.user && <Only filter={{ user: call.user.email }}>{formatPerson(call.user)}</Only>,
        },
        { label: "Via", value: <Only filter={{ via: call.via }}>{viaLabels[call.via]}</Only> },
        {
          label: "Run",
          value: call.executionId && <RunLink executionId={call.executionId} />,
        },
        {
          label: "Session",
          value: call.promptSessionId && (
            <TextLink to="/sessions/$id" params={{ id: call.promptSessionId }} search={{ moment: call.id }}>
              Open the session
            </TextLink>
          ),
        },
        {
          label: "Approval",
          value: call.approval && (
            <TextLink to="/approvals/$id" params={{ id: call.approval.id }}>
              {call.approval.status === "approved"
                ? "Waited for approval"
                : `Waited, ${call.approval.status}`}
            </TextLink>
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
        { label: "Counted", value: formatCount(call.units, "unit") },
        { label: "Request", value: call.requestId && <CopyableId value={call.requestId} /> },
        { label: "Trace", value: call.traceId && <CopyableId value={call.traceId} /> },
        { label: "Call", value: <CopyableId value={call.id} /> },
      ]}
    />
  );
}
