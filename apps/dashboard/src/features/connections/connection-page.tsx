import { useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { RotateCw } from "lucide-react";
import { trpc } from "../../api/client.ts";
import { useSession } from "../../api/session.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { useShortcut } from "../../shortcuts/use-shortcut.ts";
import { Badge } from "../../ui/badge.tsx";
import { buttonVariants } from "../../ui/button-variants.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Crumb } from "../../ui/crumb.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SkeletonPanel } from "../../ui/skeleton-panel.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { Tooltip } from "../../ui/tooltip.tsx";
import { useSearchUpdate } from "../../url-state/use-search-update.ts";
import { ActivityTab } from "./activity-tab.tsx";
import { CredentialsTab } from "./credentials-tab.tsx";
import { OverviewTab } from "./overview-tab.tsx";
import { ReviewTab } from "./review-tab.tsx";
import { SettingsTab } from "./settings-tab.tsx";
import { ToolsTab } from "./tools-tab.tsx";
import { useKeepConnection } from "./use-keep-connection.ts";

const route = getRouteApi("/shell/connections/$slug");

export function ConnectionPage() {
  const { slug } = route.useParams();
  const { tab = "overview" } = route.useSearch();
  const update = useSearchUpdate();
  const { scopes, role } = useSession();
  const query = useQuery(trpc.connection.get.queryOptions({ connection: slug }, { refetchInterval: 3_000 }));
  const refresh = useMutation(
    trpc.connection.refresh.mutationOptions({
      onSuccess: useKeepConnection(slug),
    }),
  );
  const reason = scopes.includes("connections:manage")
    ? undefined
    : `Your role (${role}) may not change connections.`;
  const check = () => refresh.mutate({ connection: slug });
  useShortcut({ keys: "r", label: "Check the connection now", run: check, isEnabled: !reason });
  const connection = query.data;
  const failure = refresh.error && toErrorBody(refresh.error);

  if (query.error && !connection && toErrorBody(query.error).code === "not_found") {
    return (
      <>
        <h1 className="sr-only">{slug}</h1>
        <EmptyState
          title={`There is no connection called ${slug}.`}
          className="py-24"
          action={
            <Link to="/connections" className={buttonVariants({ variant: "primary" })}>
              All connections
            </Link>
          }
        >
          <title>{`${slug} · PatchOps`}</title>
          It may have been removed. Its calls stay in Activity.
        </EmptyState>
      </>
    );
  }
  return (
    <>
      <PageHeader
        title={connection?.name ?? slug}
        breadcrumbs={<Crumb path="/connections">Connections</Crumb>}
        badge={
          connection && (
            <>
              <StatusBadge status={refresh.isPending ? "connecting" : connection.status} />
              {connection.transport === "demo" && <Badge>demo</Badge>}
            </>
          )
        }
        actions={
          <>
            <CopyButton variant="button" size="medium" label="Copy link" text={() => window.location.href} />
            <Tooltip content="Reach it and read its tools anew" keys="r">
              <GuardedButton icon={<RotateCw />} isBusy={refresh.isPending} reason={reason} onClick={check}>
                Check now
              </GuardedButton>
            </Tooltip>
          </>
        }
      />
      {failure && (
        <ErrorPanel
          title="Could not check it"
          cause={failure.message}
          next={failure.next}
          requestId={failure.requestId}
          docs={failure.docs}
          onRetry={check}
          className="mb-4"
        />
      )}
      <Loadable query={query} what="the connection" skeleton={<SkeletonPanel className="h-64" />}>
        {(entry) => (
          <Tabs
            label="Connection"
            value={tab}
            onChange={(next) => update.push({ tab: next === "overview" ? undefined : next })}
            items={[
              { id: "overview", label: "Overview", content: <OverviewTab connection={entry} /> },
              { id: "tools", label: "Tools", badge: entry.tools, content: <ToolsTab connection={entry} /> },
              {
                id: "review",
                label: "Review",
                ...(entry.reviews > 0 ? { badge: entry.reviews } : {}),
                content: <ReviewTab connection={entry} />,
              },
              { id: "activity", label: "Activity", content: <ActivityTab connection={entry} /> },
              {
                id: "credentials",
                label: "Credentials",
                content: <CredentialsTab connection={entry} reason={reason} />,
              },
              {
                id: "settings",
                label: "Settings",
                content: <SettingsTab connection={entry} reason={reason} />,
              },
            ]}
          />
        )}
      </Loadable>
    </>
  );
}
