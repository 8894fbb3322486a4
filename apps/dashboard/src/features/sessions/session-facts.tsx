import type { PromptSessionView } from "@patchops/contract";
import { formatPerson } from "../../format/format-person.ts";
import { formatFullTime } from "../../format/format-time.ts";
import { CopyableId } from "../../ui/copyable-id.tsx";
import { Facts } from "../../ui/facts.tsx";
import { viaLabels } from "../activity/via-labels.ts";

const small = (text: string | null) => text && <span className="code text-xs">{text}</span>;

export function SessionFacts({ session }: { session: PromptSessionView }) {
  const { user, apiKey, protocolVersion, via, endpoint, startedAt, lastSeenAt, endedAt } = session;
  return (
    <Facts
      label="About this session"
      facts={[
        { label: "User", value: formatPerson(user) },
        { label: "Key", value: apiKey?.name },
        { label: "Via", value: viaLabels[via] },
        { label: "Protocol", value: protocolVersion && `MCP ${protocolVersion}` },
        { label: "Endpoint", value: protocolVersion && small(endpoint) },
        { label: "Started", value: <span className="numbers text-xs">{formatFullTime(startedAt)}</span> },
        {
          label: endedAt === null ? "Last heard of" : "Ended",
          value: <span className="numbers text-xs">{formatFullTime(endedAt ?? lastSeenAt)}</span>,
        },
        { label: "Address", value: small(session.address) },
        { label: "User agent", value: small(session.userAgent) },
        {
          label: "Session",
          value: <CopyableId value={session.id} />,
        },
      ]}
    />
  );
}
