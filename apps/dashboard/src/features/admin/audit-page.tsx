import type { AuditEntry } from "@patchops/contract";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { trpc } from "../../api/client.ts";
import { useDensity } from "../../api/use-density.ts";
import type { DataColumn } from "../../ui/data-table/data-column.ts";
import { DataTable } from "../../ui/data-table/data-table.tsx";
import { DataTableSkeleton } from "../../ui/data-table/data-table-skeleton.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Time } from "../../ui/time.tsx";
import { useSearchUpdate } from "../../url-state/use-search-update.ts";
import { AuditPanel } from "./audit-panel.tsx";
import { auditTarget, auditWords } from "./audit-words.ts";

const route = getRouteApi("/shell/admin/audit");

const columns: readonly DataColumn<AuditEntry>[] = [
  {
    id: "at",
    header: "Time",
    widthPx: 128,
    narrow: "detail",
    cell: (entry) => <Time at={entry.at} style="fixed" className="numbers text-xs" />,
  },
  { id: "actor", header: "Who", widthPx: 200, narrow: "detail", cell: (entry) => entry.actor },
  {
    id: "action",
    header: "What",
    widthPx: 204,
    narrow: "title",
    cell: (entry) => <span className="font-medium">{auditWords(entry)}</span>,
  },
  {
    id: "target",
    header: "On",
    widthPx: 136,
    isGrowing: true,
    narrow: "end",
    cell: (entry) => <span className="code text-xs">{auditTarget(entry)}</span>,
  },
  {
    id: "address",
    header: "From",
    widthPx: 120,
    cell: (entry) => <span className="numbers text-xs text-muted">{entry.address}</span>,
  },
];

export function AuditPage() {
  const { open } = route.useSearch();
  const update = useSearchUpdate();
  const density = useDensity();
  const query = useInfiniteQuery(
    trpc.admin.audit.infiniteQueryOptions(
      { limit: 100 },
      { getNextPageParam: (page) => page.nextCursor, refetchInterval: 15_000 },
    ),
  );
  return (
    <>
      <PageHeader
        title="Audit log"
        description="What was done in your organization, by whom and from where."
      />
      <Loadable query={{ ...query, isFetching: false }} what="the audit log" skeleton={<DataTableSkeleton />}>
        {({ pages }) => {
          const entries = pages.flatMap((page) => page.entries);
          const index = entries.findIndex((entry) => entry.id === open);
          const entry = entries[index];
          const step = (by: 1 | -1) => {
            const next = entries[index + by];
            return next && (() => update.replace({ open: next.id }));
          };
          return (
            <>
              <DataTable
                id="audit"
                label="Audit log"
                rows={entries}
                columns={columns}
                rowId={(row) => row.id}
                rowPath={(row) => `/admin/audit?open=${row.id}`}
                onOpen={(row) => (open ? update.replace({ open: row.id }) : update.push({ open: row.id }))}
                openId={open}
                density={density}
                onLoadMore={query.hasNextPage ? () => void query.fetchNextPage() : undefined}
                isLoadingMore={query.isFetchingNextPage}
              />
              {entry && (
                <AuditPanel
                  entry={entry}
                  onClose={() => update.push({ open: undefined })}
                  onPrevious={step(-1)}
                  onNext={step(1)}
                />
              )}
            </>
          );
        }}
      </Loadable>
    </>
  );
}
