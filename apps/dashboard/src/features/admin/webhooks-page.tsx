import { type FailedWebhook, webhookSources } from "@patchops/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Webhook } from "lucide-react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { formatCount } from "../../format/format-number.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Segments } from "../../ui/segments.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { Time } from "../../ui/time.tsx";
import { toast } from "../../ui/toast.ts";
import { useSearchUpdate } from "../../url-state/use-search-update.ts";

const route = getRouteApi("/shell/admin/webhooks");

const words: Record<FailedWebhook["source"], string> = {
  stripe: "From Stripe",
  event: "News",
  run: "Ends of runs",
};
const sources = [
  { id: "all", label: "All" },
  ...webhookSources.map((id) => ({ id, label: words[id] })),
] as const;

/** Webhooks that came to nothing, in and out, each tried anew by a click. */
export function WebhooksPage() {
  const { source } = route.useSearch();
  const address = useSearchUpdate();
  const query = useQuery(trpc.admin.failedWebhooks.queryOptions({ limit: 200, ...(source && { source }) }));
  return (
    <>
      <PageHeader
        title="Webhooks"
        description="What came to nothing and is not tried again by itself: from Stripe, and to organizations."
      />
      <Segments
        label="Show"
        options={sources}
        value={source ?? "all"}
        onChange={(id) => address.push({ source: id === "all" ? undefined : id })}
        className="mb-3"
      />
      <Loadable query={query} what="the webhooks" skeleton={<SkeletonRows rows={4} rowClassName="h-15" />}>
        {(webhooks) =>
          webhooks.length === 0 ? (
            <EmptyState icon={<Webhook />} title="None failed." className="py-8">
              All that came was worked off and all that went arrived, or is tried again by itself.
            </EmptyState>
          ) : (
            <ul
              aria-label="Failed webhooks"
              className="divide-y divide-hairline rounded-lg border border-hairline"
            >
              {webhooks.map((webhook) => (
                <Failed key={`${webhook.source} ${webhook.id}`} webhook={webhook} />
              ))}
            </ul>
          )
        }
      </Loadable>
    </>
  );
}

function Failed({ webhook }: { webhook: FailedWebhook }) {
  const { source, id, organization, kind, host, attempts, error, createdAt } = webhook;
  const client = useQueryClient();
  const replay = useMutation(
    trpc.admin.replayWebhook.mutationOptions({
      onSuccess: () => {
        toast({ title: `${kind} is tried again` });
        void client.invalidateQueries({ queryKey: trpc.admin.failedWebhooks.queryKey() });
      },
    }),
  );
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3 text-sm">
      <div className="min-w-0 grow basis-64">
        <p className="flex flex-wrap items-center gap-2">
          <span className="code">{kind}</span>
          <Badge>{words[source]}</Badge>
          {organization && <span className="wrap-anywhere">{organization.name}</span>}
          {host && <span className="code text-muted wrap-anywhere">{host}</span>}
        </p>
        <p className="text-xs text-muted wrap-anywhere">
          <Time at={createdAt} /> · {formatCount(attempts, "try", "tries")} · {error ?? "no answer"}
        </p>
        {replay.error && (
          <p role="alert" className="text-xs text-error">
            {toErrorBody(replay.error).message}
          </p>
        )}
      </div>
      <Button
        size="small"
        isBusy={replay.isPending}
        aria-label={`Replay ${kind}, ${id}`}
        onClick={() =>
          replay.mutate({ source, id, ...(organization && { organizationId: organization.id }) })
        }
      >
        Replay
      </Button>
    </li>
  );
}
