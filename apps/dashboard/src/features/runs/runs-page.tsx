import { isExecutionFinished } from "@patchops/contract";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { CircleAlert, ListVideo } from "lucide-react";
import { useMemo } from "react";
import { trpc } from "../../api/client.ts";
import { useDensity } from "../../api/use-density.ts";
import { useRefusal } from "../../api/use-refusal.ts";
import { Button } from "../../ui/button.tsx";
import { buttonVariants } from "../../ui/button-variants.ts";
import { DataTable } from "../../ui/data-table/data-table.tsx";
import { DataTableSkeleton } from "../../ui/data-table/data-table-skeleton.tsx";
import { DateRange } from "../../ui/date-range.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { FilterBar } from "../../ui/filter-bar/filter-bar.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SearchInput } from "../../ui/search-input.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { clearedSearch } from "../../url-state/cleared-search.ts";
import { useSearchUpdate } from "../../url-state/use-search-update.ts";
import { keptWords } from "./kept-words.ts";
import { runColumns } from "./run-columns.tsx";
import { runFiltersOf } from "./run-filters.ts";
import { useRunFilterDefinitions } from "./use-run-filter-definitions.ts";

const route = getRouteApi("/shell/runs");
/** While one of them goes on, and otherwise. */
const refetchMs = { going: 1_000, still: 5_000 };

/** Every run of a program, whoever started it; each opens with its code, output and calls. */
export function RunsPage() {
  const refusal = useRefusal("execution.list", "read runs");
  if (refusal === undefined) return <Runs />;
  return (
    <>
      <PageHeader title="Runs" />
      <EmptyState icon={<ListVideo />} title={refusal} className="py-24">
        They hold what programs were given and what came out. Their calls stand in{" "}
        <TextLink to="/activity" className="underline">
          activity
        </TextLink>
        .
      </EmptyState>
    </>
  );
}

function Runs() {
  const search = route.useSearch();
  const address = useSearchUpdate();
  const navigate = useNavigate();
  const density = useDensity();
  const filterKey = JSON.stringify(search);
  // A moving range begins where it began when it was chosen. The key stands for all filters.
  const filters = useMemo(() => runFiltersOf(search, Date.now()), [filterKey]);
  const list = useInfiniteQuery(
    trpc.execution.list.infiniteQueryOptions(filters, {
      getNextPageParam: (page) => page.nextCursor,
      placeholderData: keepPreviousData,
      refetchInterval: ({ state }) =>
        state.data?.pages[0]?.executions.some(({ status }) => !isExecutionFinished(status))
          ? refetchMs.going
          : refetchMs.still,
    }),
  );
  const kept = useQuery(trpc.execution.retention.queryOptions(undefined, { staleTime: 60_000 }));
  const runs = useMemo(() => (list.data?.pages ?? []).flatMap((page) => page.executions), [list.data]);
  const definitions = useRunFilterDefinitions(runs, search);
  const isNarrowed = Object.values(search).some((value) => value !== undefined && value !== false);

  return (
    <div data-filling className="flex min-h-80 grow basis-0 flex-col">
      <PageHeader
        title="Runs"
        className="pb-2"
        description={
          kept.data && (
            <>
              {keptWords(kept.data)}{" "}
              <TextLink to="/settings/code" className="underline">
                Settings
              </TextLink>
            </>
          )
        }
      />
      <FilterBar
        filters={definitions}
        values={{ ...search, failed: search.failed ? "true" : undefined }}
        onChange={(patch) => address.push(patch)}
        start={
          <>
            <SearchInput
              label="Search the source"
              value={search.q ?? ""}
              onChange={(q) => address.replace({ q: q || undefined })}
              className="w-full sm:w-56"
            />
            <DateRange
              value={search.range ?? ""}
              onChange={(range) => address.push({ range })}
              onClear={() => address.push({ range: undefined })}
            />
            {!search.failed && (
              <Button
                size="small"
                variant="quiet"
                icon={<CircleAlert />}
                onClick={() => address.push({ failed: true, status: undefined })}
              >
                Failed
              </Button>
            )}
          </>
        }
      />
      <Loadable query={list} what="the runs" skeleton={<DataTableSkeleton rows={14} />}>
        {() =>
          runs.length === 0 ? (
            <Nothing isNarrowed={isNarrowed} onClear={() => address.push(clearedSearch(search))} />
          ) : (
            <DataTable
              id="runs"
              label="Runs, newest first"
              rows={runs}
              columns={runColumns}
              rowId={({ executionId }) => executionId}
              rowPath={({ executionId }) => `/runs/${executionId}`}
              onOpen={({ executionId }) => void navigate({ to: "/runs/$id", params: { id: executionId } })}
              isFilling
              isSortedByServer
              density={density}
              isStale={list.isPlaceholderData}
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
        icon={<ListVideo />}
        title="No run fits these filters."
        action={<Button onClick={onClear}>Clear the filters</Button>}
      />
    );
  }
  return (
    <EmptyState
      icon={<ListVideo />}
      title="A program leaves its run here, wherever it was started."
      action={
        <a href="/playground" className={buttonVariants({ variant: "primary" })}>
          Open the playground
        </a>
      }
    >
      With its code, input, result, logs and calls; for as long as the organization keeps runs.
    </EmptyState>
  );
}
