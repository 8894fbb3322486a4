import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Inbox } from "lucide-react";
import { trpc } from "../../api/client.ts";
import { useDensity } from "../../api/use-density.ts";
import { formatNumber } from "../../format/format-number.ts";
import { DataTable } from "../../ui/data-table/data-table.tsx";
import { DataTableSkeleton } from "../../ui/data-table/data-table-skeleton.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Segments } from "../../ui/segments.tsx";
import { useOpenRow } from "../../url-state/use-open-row.ts";
import { useSearchUpdate } from "../../url-state/use-search-update.ts";
import { inboxColumns } from "./inbox-columns.tsx";
import { InboxPanel } from "./inbox-panel.tsx";

const route = getRouteApi("/shell/admin/support");

const shows = [
  { id: "all", label: "All" },
  { id: "open", label: "Open" },
  { id: "answered", label: "Answered" },
  { id: "closed", label: "Closed" },
] as const;

export function SupportInboxPage() {
  const { show, open } = route.useSearch();
  const address = useSearchUpdate();
  const density = useDensity();
  const query = useInfiniteQuery(
    trpc.admin.tickets.infiniteQueryOptions(show ? { status: show } : {}, {
      getNextPageParam: (page) => page.nextCursor,
      placeholderData: keepPreviousData,
      refetchInterval: 30_000,
    }),
  );
  const tickets = (query.data?.pages ?? []).flatMap((page) => page.tickets);
  const waiting = query.data?.pages[0]?.open;
  const { onOpen, steps } = useOpenRow(tickets, open);
  return (
    <>
      <PageHeader
        title="Support"
        description={
          waiting === undefined
            ? "What people write."
            : `${waiting === 0 ? "Nobody" : formatNumber(waiting)} ${waiting > 1 ? "wait" : "waits"} for an answer.`
        }
      />
      <Segments
        label="Show"
        options={shows}
        value={show ?? "all"}
        onChange={(id) => address.push({ show: id === "all" ? undefined : id })}
        className="mb-3"
      />
      <Loadable query={query} what="the inbox" skeleton={<DataTableSkeleton />}>
        {() =>
          tickets.length === 0 ? (
            <EmptyState icon={<Inbox />} title="Nothing here." className="py-16">
              What people write at Support, on the contact page and by mail to SUPPORT_EMAIL comes in here.
            </EmptyState>
          ) : (
            <DataTable
              id="support-inbox"
              label="Support requests"
              rows={tickets}
              columns={inboxColumns}
              rowId={(row) => row.id}
              rowPath={(row) => `/admin/support?open=${row.id}`}
              onOpen={onOpen}
              openId={open}
              density={density}
              onLoadMore={query.hasNextPage ? () => void query.fetchNextPage() : undefined}
              isLoadingMore={query.isFetchingNextPage}
            />
          )
        }
      </Loadable>
      {open && <InboxPanel key={open} id={open} {...steps} />}
    </>
  );
}
