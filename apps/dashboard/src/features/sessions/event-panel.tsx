import type { SessionMoment } from "@patchops/contract";
import { formatDuration } from "../../format/format-duration.ts";
import { formatPerson } from "../../format/format-person.ts";
import { formatFullTime } from "../../format/format-time.ts";
import { Facts } from "../../ui/facts.tsx";
import { SidePanel } from "../../ui/side-panel.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { VisibleText } from "../../ui/visible-text.tsx";
import { deciderPlaces } from "../approvals/decider-places.ts";

export interface EventPanelProps {
  event: Extract<SessionMoment, { type: "event" }>;
  onClose: () => void;
  onPrevious: (() => void) | undefined;
  onNext: (() => void) | undefined;
}

/** What happened besides calls, beside the time axis. What was said in it is not recorded. */
export function EventPanel({ event, ...steps }: EventPanelProps) {
  const { approval } = event;
  return (
    <SidePanel title={<span className="code text-sm">{event.kind}</span>} {...steps}>
      <Facts
        facts={[
          { label: "Time", value: <span className="numbers text-xs">{formatFullTime(event.at)}</span> },
          { label: "Duration", value: <span className="numbers">{formatDuration(event.totalMs)}</span> },
          { label: "About", value: event.subject && <VisibleText>{event.subject}</VisibleText> },
          { label: "Outcome", value: event.outcome.replaceAll("_", " ") },
          {
            label: "Error",
            value: event.errorCode && <span className="code text-xs">{event.errorCode}</span>,
          },
          { label: "Decided by", value: approval?.decidedBy && formatPerson(approval.decidedBy) },
          { label: "Decided in", value: approval?.decidedVia && deciderPlaces[approval.decidedVia] },
          {
            label: "Decided after",
            value: approval?.decidedAt && (
              <span className="numbers">
                {formatDuration(Date.parse(approval.decidedAt) - Date.parse(approval.askedAt))}
              </span>
            ),
          },
          {
            label: "Approval",
            value: approval && (
              <TextLink to="/approvals/$id" params={{ id: approval.id }}>
                Open the approval
              </TextLink>
            ),
          },
        ]}
      />
    </SidePanel>
  );
}
