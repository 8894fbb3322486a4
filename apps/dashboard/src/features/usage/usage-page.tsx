import type { UsageReport } from "@patchops/contract";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { ChartColumn, Table2 } from "lucide-react";
import { lazy, Suspense, useMemo } from "react";
import { trpc } from "../../api/client.ts";
import { Button } from "../../ui/button.tsx";
import { DateRange } from "../../ui/date-range.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { FilterBar } from "../../ui/filter-bar/filter-bar.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { SkeletonPanel } from "../../ui/skeleton-panel.tsx";
import { clearedSearch } from "../../url-state/cleared-search.ts";
import { stringifyFlatSearch } from "../../url-state/flat-search.ts";
import { formatRange, resolveRange } from "../../url-state/range.ts";
import { useSearchUpdate } from "../../url-state/use-search-update.ts";
import { callFiltersOf } from "../activity/call-filters.ts";
import { SavedViews } from "../activity/saved-views.tsx";
import { useCallFilterDefinitions } from "../activity/use-call-filter-definitions.ts";
import { BreakdownTable } from "./breakdown-table.tsx";
import { chartGroups } from "./chart-groups.ts";
import { filterOfKey, sharedFilters } from "./dimension.ts";
import { ExportMenu } from "./export-menu.tsx";
import { QuotaPanel } from "./quota-panel.tsx";
import { ReportControls } from "./report-controls.tsx";
import { SeriesTable } from "./series-table.tsx";
import { Totals } from "./totals.tsx";

const UsageDetails = lazy(() =>
  import("./usage-details.tsx").then((module) => ({ default: module.UsageDetails })),
);
const UsageCharts = lazy(() =>
  import("./usage-charts.tsx").then((module) => ({ default: module.UsageCharts })),
);

const route = getRouteApi("/shell/usage");
const noCalls: readonly never[] = [];
/** Bars of an hour are counted call by call, and more than a week of them are no bars. */
const longestHourlyMs = 8 * 86_400_000;

/** How much, how fast, how well. */
export function UsagePage() {
  const search = route.useSearch();
  const address = useSearchUpdate();
  const range = search.range && resolveRange(search.range, Date.now()) ? search.range : "7d";
  const dimension = search.by ?? "tool";
  const { view, sort, by: _by, interval, compare, errors, ...narrowing } = search;
  const isCompared = compare === true;
  const filterKey = JSON.stringify(narrowing);
  // A moving range begins where it began when it was chosen; it moves on when the page is asked anew.
  // The key stands for all filters.
  const filters = useMemo(() => callFiltersOf({ ...search, range }, Date.now()), [filterKey]);
  const spanMs =
    (filters.to === undefined ? Date.now() : Date.parse(filters.to)) - Date.parse(filters.from ?? "");
  const canBeHourly = spanMs <= longestHourlyMs;
  const query = useQuery({
    ...trpc.usage.report.queryOptions({
      ...filters,
      groupBy: dimension,
      ...(interval && (interval === "day" || canBeHourly) && { interval }),
    }),
    placeholderData: keepPreviousData,
  });
  const definitions = useCallFilterDefinitions(noCalls, search).filter(
    ({ id }) => id !== "execution" && id !== "session",
  );
  const isNarrowed = Object.entries(narrowing).some(
    ([key, value]) => key !== "range" && value !== undefined && value !== false,
  );
  const pick = (key: string) => {
    const filter = filterOfKey(dimension, key);
    if (filter) address.push(filter);
  };

  return (
    <>
      <PageHeader
        title="Usage"
        className="pb-2"
        actions={
          query.data && <ExportMenu report={query.data} dimension={dimension} sort={sort} filters={filters} />
        }
      />
      <FilterBar
        filters={definitions}
        values={{ ...narrowing, failed: search.failed ? "true" : undefined }}
        onChange={(patch) => address.push(patch)}
        start={<DateRange value={range} onChange={(next) => address.push({ range: next })} />}
        end={
          <>
            <Button
              size="small"
              variant="quiet"
              aria-pressed={view === "table"}
              icon={view === "table" ? <ChartColumn /> : <Table2 />}
              onClick={() => address.push({ view: view === "table" ? undefined : "table" })}
            >
              <span className="max-sm:sr-only">{view === "table" ? "View as charts" : "View as table"}</span>
            </Button>
            <SavedViews page="usage" search={stringifyFlatSearch(search)} />
          </>
        }
      />
      <Loadable query={query} isRefreshShown what="usage" skeleton={<UsageSkeleton />}>
        {(report: UsageReport) => {
          const groups = chartGroups(report, dimension);
          return (
            <div className="flex flex-col gap-4">
              <Totals report={report} search={{ ...search, range }} />
              <ReportControls
                report={report}
                dimension={dimension}
                isCompared={isCompared}
                canBeHourly={canBeHourly}
                onDimension={(by) => address.push({ by: by === "tool" ? undefined : by, sort: undefined })}
                onInterval={(next) => address.push({ interval: next })}
                onCompare={(next) => address.push({ compare: next || undefined })}
              />
              {report.totals.calls === 0 && !(isCompared && report.previous.calls > 0) ? (
                <EmptyState
                  icon={<ChartColumn />}
                  title={isNarrowed ? "No call of this range fits these filters." : "No calls in this range."}
                  action={
                    isNarrowed ? (
                      <Button
                        onClick={() => address.push({ ...clearedSearch(narrowing), range: search.range })}
                      >
                        Clear the filters
                      </Button>
                    ) : (
                      range !== "30d" && (
                        <Button onClick={() => address.push({ range: "30d" })}>Last 30 days</Button>
                      )
                    )
                  }
                />
              ) : (
                <>
                  {view === "table" ? (
                    <SeriesTable report={report} groups={groups} isCompared={isCompared} />
                  ) : (
                    <Suspense fallback={<ChartsSkeleton />}>
                      <UsageCharts
                        report={report}
                        groups={groups}
                        isCompared={isCompared}
                        onPick={pick}
                        onSpan={(fromMs, toMs) => address.push({ range: formatRange(fromMs, toMs) })}
                      />
                    </Suspense>
                  )}
                  <Suspense fallback={<DetailsSkeleton />}>
                    <UsageDetails
                      filters={filters}
                      search={sharedFilters({ ...search, range })}
                      isCompared={isCompared}
                      areAllErrorsShown={errors === "all"}
                      onShowAllErrors={() => address.push({ errors: "all" })}
                    />
                  </Suspense>
                  <BreakdownTable
                    report={report}
                    dimension={dimension}
                    search={{ ...search, range }}
                    onSort={(sort) => address.push({ sort })}
                  />
                </>
              )}
            </div>
          );
        }}
      </Loadable>
      {/* After what stands above it: it would be pushed down. */}
      {!query.isPending && <QuotaPanel />}
    </>
  );
}

function ChartsSkeleton() {
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <SkeletonPanel className="h-72.5 lg:col-span-2" />
      <SkeletonPanel className="h-56.5" />
      <SkeletonPanel className="h-56.5" />
    </div>
  );
}

function DetailsSkeleton() {
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <SkeletonPanel className="h-70" />
      <SkeletonPanel className="h-70" />
    </div>
  );
}

function UsageSkeleton() {
  return (
    <div className="flex flex-col gap-4">
      <div className="grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-5">
        {["a", "b", "c", "d", "e"].map((id) => (
          <SkeletonPanel key={id} className="h-23.5 max-sm:last:col-span-2" />
        ))}
      </div>
      <Skeleton className="h-7.5 w-80 max-w-full" />
      <ChartsSkeleton />
    </div>
  );
}
