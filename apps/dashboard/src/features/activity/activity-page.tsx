import type { Call } from "@patchops/contract";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Activity, ArrowUp, CircleAlert } from "lucide-react";
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from "react";
import { trpc } from "../../api/client.ts";
import { useDensity } from "../../api/use-density.ts";
import { formatNumber } from "../../format/format-number.ts";
import { useShortcut } from "../../shortcuts/use-shortcut.ts";
import { Button } from "../../ui/button.tsx";
import { buttonVariants } from "../../ui/button-variants.ts";
import { cn } from "../../ui/cn.ts";
import { ColumnMenu } from "../../ui/data-table/column-menu.tsx";
import { DataTable } from "../../ui/data-table/data-table.tsx";
import { DataTableSkeleton } from "../../ui/data-table/data-table-skeleton.tsx";
import { DateRange } from "../../ui/date-range.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ExportMenu } from "../../ui/export-menu.tsx";
import { FilterBar } from "../../ui/filter-bar/filter-bar.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { clearedSearch } from "../../url-state/cleared-search.ts";
import { stringifyFlatSearch } from "../../url-state/flat-search.ts";
import { resolveRange } from "../../url-state/range.ts";
import { useOpenRow } from "../../url-state/use-open-row.ts";
import { useSearchUpdate } from "../../url-state/use-search-update.ts";
import { callColumns } from "./call-columns.tsx";
import { callFiltersOf } from "./call-filters.ts";
import { LiveButton } from "./live-button.tsx";
import { mergeCalls } from "./merge-calls.ts";
import { SavedViews } from "./saved-views.tsx";
import { useCallFilterDefinitions } from "./use-call-filter-definitions.ts";
import { useCallTail } from "./use-call-tail.ts";

// With all that shows arguments and results, which the list does without.
const CallPanel = lazy(() => import("./call-panel.tsx").then((module) => ({ default: module.CallPanel })));

const route = getRouteApi("/shell/activity");
const pageSize = 100;

/** What happened: every call as it comes in. */
export function ActivityPage() {
  const search = route.useSearch();
  const address = useSearchUpdate();
  const density = useDensity();
  const { open, columns, live, ...narrowing } = search;
  const filterKey = JSON.stringify(narrowing);
  // A moving range begins where it began when it was chosen, so that pages of one list belong together.
  // The key stands for all filters.
  const filters = useMemo(() => callFiltersOf(search, Date.now()), [filterKey]);

  const list = useInfiniteQuery(
    trpc.activity.list.infiniteQueryOptions(
      { ...filters, limit: pageSize },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  );
  const fetched = useMemo(() => (list.data?.pages ?? []).flatMap((page) => page.calls), [list.data]);

  const [arrived, setArrived] = useState<readonly Call[]>([]);
  const [held, setHeld] = useState<readonly Call[]>([]);
  const isAtTop = useRef(true);
  const frame = useRef<HTMLDivElement>(null);
  // Other filters are another list.
  useEffect(() => {
    setArrived([]);
    setHeld([]);
    isAtTop.current = true;
  }, [filters]);

  const isPast = search.range !== undefined && resolveRange(search.range, Date.now())?.to !== undefined;
  const tailFilters = useMemo(() => {
    const { from: _from, to: _to, ...rest } = filters;
    return rest;
  }, [filters]);
  const tail = useCallTail({
    filters: tailFilters,
    isOn: live !== "off" && !isPast,
    onCalls: (calls) => {
      if (isAtTop.current) setArrived((before) => [...calls, ...before]);
      else setHeld((before) => [...calls, ...before]);
    },
  });
  const toggleLive = () => address.push({ live: live === "off" ? undefined : "off" });
  useShortcut({ keys: "l", label: "Live on or off", group: "Activity", isEnabled: !isPast, run: toggleLive });

  const calls = useMemo(() => mergeCalls(arrived, fetched), [arrived, fetched]);
  const news = useMemo(() => mergeCalls(held, calls).length - calls.length, [held, calls]);
  const showNews = () => {
    setArrived((before) => [...held, ...before]);
    setHeld([]);
    frame.current?.querySelector("table")?.parentElement?.scrollTo({ top: 0 });
  };

  const definitions = useCallFilterDefinitions(calls, search);
  const { row, onOpen, steps } = useOpenRow(calls, open);
  const path = (call: Call) => `/activity${stringifyFlatSearch({ ...search, open: call.id })}`;
  const isNarrowed = Object.values(narrowing).some((value) => value !== undefined && value !== false);

  return (
    <div data-filling className="flex min-h-80 grow basis-0 flex-col">
      <PageHeader title="Activity" className="pb-2" />
      <FilterBar
        filters={definitions}
        values={{ ...narrowing, failed: search.failed ? "true" : undefined }}
        onChange={(patch) => address.push({ ...patch, open: undefined })}
        start={
          <>
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
                onClick={() => address.push({ failed: true, outcome: undefined })}
              >
                Failed
              </Button>
            )}
          </>
        }
        end={
          <>
            <LiveButton
              tail={tail}
              reason={isPast ? "The range is in the past, nothing new can arrive." : undefined}
              onToggle={toggleLive}
            />
            <ExportMenu name="calls" filters={filters} />
            <SavedViews
              page="activity"
              search={stringifyFlatSearch({ ...search, open: undefined, live: undefined })}
            />
            <span className="max-sm:hidden">
              <ColumnMenu
                columns={callColumns}
                visible={columns}
                onChange={(next) => address.push({ columns: next })}
              />
            </span>
          </>
        }
      />
      <div
        ref={frame}
        className={cn(
          "relative flex min-h-0 grow flex-col",
          // Where there is room the list stands beside its panel, not under it.
          open !== undefined && "min-[1600px]:pr-160",
        )}
      >
        <Loadable query={list} what="activity" skeleton={<DataTableSkeleton rows={14} />}>
          {() =>
            calls.length === 0 ? (
              <Nothing isNarrowed={isNarrowed} onClear={() => address.push(clearedSearch(narrowing))} />
            ) : (
              <DataTable
                id="activity"
                label="Calls, newest first"
                rows={calls}
                columns={callColumns}
                rowId={(call) => call.id}
                rowPath={path}
                onOpen={onOpen}
                openId={open}
                visibleColumns={columns}
                isFilling
                isSortedByServer
                density={density}
                isStale={list.isFetching && !list.isFetchingNextPage}
                isLoadingMore={list.isFetchingNextPage}
                onLoadMore={
                  list.hasNextPage && !list.isFetchingNextPage ? () => void list.fetchNextPage() : undefined
                }
                onScroll={(topPx) => {
                  isAtTop.current = topPx < 8;
                }}
              />
            )
          }
        </Loadable>
        {news > 0 && (
          <Button
            size="small"
            variant="primary"
            icon={<ArrowUp />}
            onClick={showNews}
            className="absolute top-10 left-1/2 z-20 -translate-x-1/2 shadow-overlay"
          >
            {formatNumber(news)} new
          </Button>
        )}
      </div>
      {open !== undefined && (
        <Suspense>
          <CallPanel callId={open} row={row} {...steps} />
        </Suspense>
      )}
    </div>
  );
}

function Nothing({ isNarrowed, onClear }: { isNarrowed: boolean; onClear: () => void }) {
  if (isNarrowed) {
    return (
      <EmptyState
        icon={<Activity />}
        title="No call fits these filters."
        action={<Button onClick={onClear}>Clear the filters</Button>}
      />
    );
  }
  return (
    <EmptyState
      icon={<Activity />}
      title="Calls show here within a second."
      action={
        <a href="/" className={cn(buttonVariants({ variant: "primary" }))}>
          Point your client here
        </a>
      }
    >
      Every call of a client, a program or this page leaves a row, whatever its outcome.
    </EmptyState>
  );
}
