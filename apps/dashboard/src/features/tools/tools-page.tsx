import type { Tool } from "@patchops/contract";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Wrench } from "lucide-react";
import { trpc } from "../../api/client.ts";
import { formatCount, formatNumber } from "../../format/format-number.ts";
import { useGo } from "../../shell/use-go.ts";
import { useShortcut } from "../../shortcuts/use-shortcut.ts";
import { Button } from "../../ui/button.tsx";
import { buttonVariants } from "../../ui/button-variants.ts";
import { cn } from "../../ui/cn.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Kbd } from "../../ui/kbd.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SearchInput } from "../../ui/search-input.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { SkeletonPanel } from "../../ui/skeleton-panel.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { useSearchUpdate } from "../../url-state/use-search-update.ts";
import { filterTools } from "./filter-tools.ts";
import { ProfileFilter } from "./profile-filter.tsx";
import { ToolDetailView } from "./tool-detail.tsx";
import { ToolFilters } from "./tool-filters.tsx";
import { ToolTree } from "./tool-tree.tsx";

const route = getRouteApi("/shell/tools");

/** What clients can do. */
export function ToolsPage() {
  const search = route.useSearch();
  const address = useSearchUpdate();
  const go = useGo();
  const query = useQuery(
    trpc.tool.list.queryOptions({
      withBlocked: true,
      ...(search.profile !== undefined && { profile: search.profile }),
    }),
  );
  useShortcut({
    keys: "c",
    label: "Add a connection",
    group: "Tools",
    run: () => go("/connections/new"),
  });

  return (
    <div className="flex min-h-0 grow flex-col">
      <PageHeader
        title="Tools"
        className={cn("pb-3", search.tool !== undefined && "max-md:sr-only")}
        {...(query.data && { description: <Sums tools={query.data} /> })}
      />
      <Loadable query={query} isRefreshShown what="tools" skeleton={<TreeSkeleton />}>
        {(tools: readonly Tool[]) => {
          if (tools.length === 0 && search.profile === undefined) return <NoTools />;
          const groups = filterTools(tools, search);
          return (
            <div className="grid min-h-0 grow items-start gap-6 md:grid-cols-[minmax(15rem,19rem)_minmax(0,1fr)]">
              <div
                className={cn(
                  "flex min-w-0 flex-col gap-2 md:sticky md:top-4 md:max-h-[calc(100dvh-6.5rem)]",
                  search.tool !== undefined && "max-md:hidden",
                )}
              >
                <SearchInput
                  label="Search tools"
                  value={search.search ?? ""}
                  onChange={(text) => address.replace({ search: text || undefined })}
                />
                <ProfileFilter
                  value={search.profile}
                  onChange={(profile) => address.push({ profile, tool: undefined, from: undefined })}
                />
                <ToolFilters tools={tools} search={search} onChange={(patch) => address.push(patch)} />
                <div className="-mx-1 min-h-0 overflow-y-auto px-1">
                  <ToolTree
                    groups={groups}
                    search={search}
                    openName={search.tool}
                    onOpen={(tool) => address.replace({ tool: tool.name, from: undefined })}
                  />
                  {groups.length === 0 && (
                    <EmptyState
                      title="No tool fits."
                      action={
                        <Button
                          onClick={() =>
                            address.push({
                              search: undefined,
                              kind: undefined,
                              connection: undefined,
                              profile: undefined,
                            })
                          }
                        >
                          Show all tools
                        </Button>
                      }
                    />
                  )}
                </div>
              </div>
              {search.tool !== undefined ? (
                <div className="min-w-0">
                  <ToolDetailView
                    name={search.tool}
                    profile={search.profile}
                    tab={search.tab ?? "overview"}
                    from={search.from}
                    onTab={(tab) => address.push({ tab: tab === "overview" ? undefined : tab })}
                    onClose={() => address.push({ tool: undefined, tab: undefined, from: undefined })}
                  />
                </div>
              ) : (
                <EmptyState
                  icon={<Wrench />}
                  title="Choose a tool to see what it takes and to run it."
                  className="max-md:hidden"
                >
                  <span className="inline-flex items-center gap-1.5">
                    <Kbd keys="j" /> <Kbd keys="k" /> step through them
                  </span>
                </EmptyState>
              )}
            </div>
          );
        }}
      </Loadable>
    </div>
  );
}

function Sums({ tools }: { tools: readonly Tool[] }) {
  const tokens = tools.reduce((sum, tool) => sum + tool.contextTokens, 0);
  const connections = new Set(tools.map((tool) => tool.connection)).size;
  if (tools.length === 0) return null;
  return (
    <>
      {formatNumber(tools.length)} tools of {formatCount(connections, "connection")} · about{" "}
      {formatNumber(tokens)} tokens in a client's context
    </>
  );
}

function NoTools() {
  return (
    <EmptyState
      icon={<Wrench />}
      title="Tools appear when a connection is ready."
      action={
        <Link to="/connections/new" className={buttonVariants({ variant: "primary" })}>
          Add a connection
        </Link>
      }
    >
      Connect an MCP server, or use the demo tools to look around.
    </EmptyState>
  );
}

function TreeSkeleton() {
  return (
    <div className="grid gap-6 md:grid-cols-[minmax(15rem,19rem)_minmax(0,1fr)]">
      <div className="flex flex-col gap-2">
        <Skeleton className="h-7 w-full" />
        <Skeleton className="h-6 w-48" />
        <SkeletonRows rows={10} rowClassName="h-7" isBare />
      </div>
      <SkeletonPanel className="h-96 max-md:hidden" />
    </div>
  );
}
