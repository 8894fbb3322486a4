import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { trpc } from "../../api/client.ts";
import { useSession } from "../../api/session.ts";
import { Crumb } from "../../ui/crumb.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { useSearchUpdate } from "../../url-state/use-search-update.ts";
import { CatalogSection } from "./catalog-section.tsx";
import { ConnectForm } from "./connect-form.tsx";
import { DemoTile } from "./demo-tile.tsx";
import { LiveReport } from "./live-report.tsx";
import { useAddConnections } from "./use-add-connections.ts";

const route = getRouteApi("/shell/connections/new");

export function NewConnectionPage() {
  const { url, ...search } = route.useSearch();
  const report: readonly string[] = search.report ?? [];
  const update = useSearchUpdate();
  const { scopes, role } = useSession();
  const connections = useQuery(trpc.connection.list.queryOptions());
  const add = useAddConnections((added) => {
    update.replace({ url: undefined, report: [...added.map((entry) => entry.slug), ...report] });
  });
  const hasDemo = connections.data?.some((entry) => entry.transport === "demo") ?? false;

  return (
    <div className="mx-auto flex w-full max-w-180 flex-col gap-6">
      <PageHeader
        title="Add a connection"
        breadcrumbs={<Crumb path="/connections">Connections</Crumb>}
        className="pb-0"
      />
      {scopes.includes("connections:manage") ? (
        <>
          <ConnectForm
            key={url ?? ""}
            initialText={url ?? ""}
            label="Server address, or a client's settings"
            hint="An http(s) address, or the JSON or TOML in which another client lists its MCP servers."
            takesFiles
            hasFocus
            isBusy={add.isPending}
            error={add.error}
            onConnect={(inputs) => add.mutateAsync(inputs)}
          />
          {report.map((slug) => (
            <LiveReport
              key={slug}
              connection={slug}
              onDiscarded={() => update.replace({ report: report.filter((entry) => entry !== slug) })}
            />
          ))}
          <section aria-labelledby="no-server" className="flex flex-col gap-2">
            <h2 id="no-server" className="text-sm font-medium">
              No server at hand?
            </h2>
            <DemoTile
              isBusy={add.isPending}
              isConnected={hasDemo}
              onUse={() => add.mutate([{ target: { kind: "demo" } }])}
            />
          </section>
          <CatalogSection
            isBusy={add.isPending}
            connected={new Set(connections.data?.flatMap((entry) => entry.url ?? []))}
            onConnect={(input) => add.mutate([input])}
          />
        </>
      ) : (
        <EmptyState title="Your role may not add connections.">
          You are {role} here. An owner, admin or member of the organization can.
        </EmptyState>
      )}
    </div>
  );
}
