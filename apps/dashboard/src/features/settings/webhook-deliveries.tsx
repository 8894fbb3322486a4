import { useQuery } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { formatCount } from "../../format/format-number.ts";
import { Badge } from "../../ui/badge.tsx";
import { Time } from "../../ui/time.tsx";

const looks = {
  waiting: { tone: "neutral", word: "Waiting" },
  delivered: { tone: "ok", word: "Delivered" },
  failed: { tone: "error", word: "Failed" },
} as const;

/** What one webhook was told lately, and how that went. */
export function WebhookDeliveries({ endpointId }: { endpointId: string }) {
  const deliveries = useQuery(
    trpc.webhook.deliveries.queryOptions({ id: endpointId }, { refetchInterval: 10_000 }),
  );
  const { data } = deliveries;
  if (data === undefined) return null;
  if (data.length === 0) return <p className="text-xs text-muted">Nothing was sent yet.</p>;
  return (
    <ul className="flex flex-col gap-1 text-xs">
      {data.map(({ id, kind, status, attempts, httpStatus, error, createdAt }) => (
        <li key={id} className="flex flex-wrap items-center gap-2">
          <Badge tone={looks[status].tone}>{looks[status].word}</Badge>
          <span className="code">{kind}</span>
          <Time at={createdAt} className="text-muted" />
          <span className="text-muted">
            {formatCount(attempts, "try", "tries")}
            {httpStatus !== null && `, HTTP ${httpStatus}`}
            {error !== null && `: ${error}`}
          </span>
        </li>
      ))}
    </ul>
  );
}
