import { useInfiniteQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { ScrollText } from "lucide-react";
import { useMemo } from "react";
import { trpc } from "../../api/client.ts";
import { useDensity } from "../../api/use-density.ts";
import { DataTable } from "../../ui/data-table/data-table.tsx";
import { DataTableSkeleton } from "../../ui/data-table/data-table-skeleton.tsx";
import { DateRange } from "../../ui/date-range.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ExportMenu } from "../../ui/export-menu.tsx";
import { FilterBar } from "../../ui/filter-bar/filter-bar.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { stringifyFlatSearch } from "../../url-state/flat-search.ts";
import { useOpenRow } from "../../url-state/use-open-row.ts";
import { useSearchUpdate } from "../../url-state/use-search-update.ts";
import { auditColumns } from "./audit-columns.tsx";
import { AuditPanel } from "./audit-panel.tsx";
import { auditFiltersOf, auditSearch } from "./audit-search.ts";
import { auditActionOptions } from "./audit-words.ts";
import { VerifiedLine } from "./verified-line.tsx";

export interface AuditLogProps {
  scope: "organization" | "instance";
  /** Of the page. */
  path: string;
  description: string;
}

const filterDefinitions = [
  { id: "actor", label: "Who" },
  { id: "action", label: "What", options: auditActionOptions },
  { id: "target", label: "On" },
];

/** The entries of an organization's log, or of all of them: filtered, verified, exported. */
export function AuditLog({ scope, path, description }: AuditLogProps) {
  const search = auditSearch(useSearch({ strict: false }));
  const update = useSearchUpdate();
  const density = useDensity();
  const { open, ...narrowing } = search;
  const filterKey = JSON.stringify(narrowing);
  // A moving range begins where it began when it was chosen. The key stands for all filters.
  const filters = useMemo(() => ({ scope, ...auditFiltersOf(search, Date.now()) }), [scope, filterKey]);
  const query = useInfiniteQuery(
    trpc.audit.list.infiniteQueryOptions(
      { ...filters, limit: 100 },
      { getNextPageParam: (page) => page.nextCursor, refetchInterval: 15_000 },
    ),
  );
  const entries = (query.data?.pages ?? []).flatMap((page) => page.entries);
  const { row: entry, onOpen, steps } = useOpenRow(entries, open);
  return (
    <>
      <PageHeader title="Audit log" description={description} className="pb-2" />
      <VerifiedLine scope={scope} />
      <FilterBar
        filters={filterDefinitions}
        values={narrowing}
        onChange={(patch) => update.push({ ...patch, open: undefined })}
        start={
          <DateRange
            value={search.range ?? ""}
            onChange={(range) => update.push({ range })}
            onClear={() => update.push({ range: undefined })}
          />
        }
        end={<ExportMenu name="audit" filters={filters} />}
      />
      <Loadable query={query} what="the audit log" skeleton={<DataTableSkeleton />}>
        {() => {
          if (entries.length === 0) {
            return (
              <EmptyState icon={<ScrollText />} title="No entry is like that." className="py-16">
                Take a filter away, or choose a longer time.
              </EmptyState>
            );
          }
          return (
            <>
              <DataTable
                id="audit"
                label="Audit log"
                rows={entries}
                columns={auditColumns(scope)}
                rowId={(row) => row.id}
                rowPath={(row) => `${path}${stringifyFlatSearch({ ...search, open: row.id })}`}
                onOpen={onOpen}
                openId={open}
                density={density}
                onLoadMore={query.hasNextPage ? () => void query.fetchNextPage() : undefined}
                isLoadingMore={query.isFetchingNextPage}
              />
              {entry && <AuditPanel entry={entry} {...steps} />}
            </>
          );
        }}
      </Loadable>
    </>
  );
}
