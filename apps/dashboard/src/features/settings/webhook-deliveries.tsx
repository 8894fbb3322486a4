import type { WebhookDelivery } from "@patchops/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { formatCount } from "../../format/format-number.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { Time } from "../../ui/time.tsx";

const looks = {
  waiting: { tone: "neutral", word: "Waiting" },
  delivered: { tone: "ok", word: "Delivered" },
  failed: { tone: "error", word: "Failed" },
} as const;

/** What one webhook was told lately, and how that went. */
export function WebhookDeliveries({ endpointId, url }: { endpointId: string; url: string }) {
  const query = useQuery(
    trpc.webhook.deliveries.queryOptions({ id: endpointId }, { refetchInterval: 5_000 }),
  );
  return (
    <Loadable
      query={query}
      what="its deliveries"
      skeleton={<SkeletonRows isBare rows={2} rowClassName="h-7" />}
    >
      {(deliveries) =>
        deliveries.length === 0 ? (
          <p className="text-xs text-muted">Nothing was sent yet.</p>
        ) : (
          <ul aria-label={`Deliveries to ${url}`} className="flex flex-col gap-1 text-xs">
            {deliveries.map((delivery) => (
              <Delivery key={delivery.id} delivery={delivery} />
            ))}
          </ul>
        )
      }
    </Loadable>
  );
}

function Delivery({ delivery }: { delivery: WebhookDelivery }) {
  const { id, kind, status, attempts, httpStatus, error, createdAt } = delivery;
  const words = status === "failed" ? "Send again" : "Send now";
  const client = useQueryClient();
  const resend = useMutation(
    trpc.webhook.resend.mutationOptions({
      onSuccess: () => client.invalidateQueries({ queryKey: trpc.webhook.deliveries.pathKey() }),
    }),
  );
  return (
    <li className="flex min-h-7 items-center gap-2">
      <div className="flex min-w-0 grow flex-wrap items-center gap-x-2">
        <Badge tone={looks[status].tone}>{looks[status].word}</Badge>
        <span className="code">{kind}</span>
        <Time at={createdAt} className="text-muted" />
        <span className="wrap-anywhere text-muted">
          {formatCount(attempts, "try", "tries")}
          {httpStatus !== null && `, HTTP ${httpStatus}`}
          {error !== null && `: ${error}`}
        </span>
        {resend.error && (
          <span role="alert" className="text-error">
            {toErrorBody(resend.error).message}
          </span>
        )}
      </div>
      {(status === "failed" || (status === "waiting" && attempts > 0)) && (
        <Button
          size="small"
          isBusy={resend.isPending}
          aria-label={`${words}: ${kind}`}
          onClick={() => resend.mutate({ id })}
        >
          {words}
        </Button>
      )}
    </li>
  );
}
