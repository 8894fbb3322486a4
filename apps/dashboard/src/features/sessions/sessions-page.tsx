import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Cable } from "lucide-react";
import { useEffect, useMemo } from "react";
import { trpc } from "../../api/client.ts";
import { useDensity } from "../../api/use-density.ts";
import { Button } from "../../ui/button.tsx";
import { buttonVariants } from "../../ui/button-variants.ts";
import { DataTable } from "../../ui/data-table/data-table.tsx";
import { DataTableSkeleton } from "../../ui/data-table/data-table-skeleton.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { FilterBar } from "../../ui/filter-bar/filter-bar.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { clearedSearch } from "../../url-state/cleared-search.ts";
import { stringifyFlatSearch } from "../../url-state/flat-search.ts";
import { isId } from "../../url-state/is-id.ts";
import { listAddress } from "../../url-state/list-address.ts";
import { useSearchUpdate } from "../../url-state/use-search-update.ts";
import { sessionColumns } from "./session-columns.tsx";
import { useSessionFilters } from "./use-session-filters.ts";

const route = getRouteApi("/shell/sessions");

/** What one client did: the visits of clients, the newest first. */
export function SessionsPage() {
  const search = route.useSearch();
  const address = useSearchUpdate();
  const navigate = useNavigate();
  const density = useDensity();
  const { client, user, key, era, live } = search;
  useEffect(() => listAddress.keep("/sessions", stringifyFlatSearch(search)), [search]);
  const list = useInfiniteQuery(
    trpc.promptSession.list.infiniteQueryOptions(
      {
        ...(client && { client }),
        ...(user && { user }),
        ...(isId(key) && { apiKey: key }),
        ...(era && { era }),
        ...(live && { live: live === "yes" }),
      },
      { getNextPageParam: (page) => page.nextCursor, refetchInterval: 5_000 },
    ),
  );
  const sessions = useMemo(() => (list.data?.pages ?? []).flatMap((page) => page.sessions), [list.data]);
  const filters = useSessionFilters(sessions, search);
  const isNarrowed = [client, user, key, era, live].some((value) => value !== undefined);

  return (
    <div data-filling className="flex min-h-80 grow basis-0 flex-col">
      <PageHeader title="Sessions" className="pb-2" />
      <FilterBar filters={filters} values={search} onChange={(patch) => address.push(patch)} />
      <Loadable query={list} what="the sessions" skeleton={<DataTableSkeleton rows={14} />}>
        {() =>
          sessions.length === 0 ? (
            <Nothing isNarrowed={isNarrowed} onClear={() => address.push(clearedSearch(search))} />
          ) : (
            <DataTable
              id="sessions"
              label="Sessions, newest first"
              rows={sessions}
              columns={sessionColumns}
              rowId={({ id }) => id}
              rowPath={({ id }) => `/sessions/${id}`}
              onOpen={({ id }) => void navigate({ to: "/sessions/$id", params: { id } })}
              isFilling
              isSortedByServer
              density={density}
              isLoadingMore={list.isFetchingNextPage}
              onLoadMore={
                list.hasNextPage && !list.isFetchingNextPage ? () => void list.fetchNextPage() : undefined
              }
            />
          )
        }
      </Loadable>
    </div>
  );
}

function Nothing({ isNarrowed, onClear }: { isNarrowed: boolean; onClear: () => void }) {
  if (isNarrowed) {
    return (
      <EmptyState
        icon={<Cable />}
        title="No session fits these filters."
        action={<Button onClick={onClear}>Clear the filters</Button>}
      />
    );
  }
  return (
    <EmptyState
      icon={<Cable />}
      title="A client's visit shows here as soon as it connects."
      action={
        <a href="/" className={buttonVariants({ variant: "primary" })}>
          Point your client here
        </a>
      }
    >
      Lists, calls, questions and runs of one client stand on one time axis.
    </EmptyState>
  );
}
