import type { Mail } from "@patchops/contract";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Mails } from "lucide-react";
import { trpc } from "../../api/client.ts";
import { useDensity } from "../../api/use-density.ts";
import type { DataColumn } from "../../ui/data-table/data-column.ts";
import { DataTable } from "../../ui/data-table/data-table.tsx";
import { DataTableSkeleton } from "../../ui/data-table/data-table-skeleton.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Time } from "../../ui/time.tsx";
import { useOpenRow } from "../../url-state/use-open-row.ts";
import { instanceQuery } from "../auth/instance-query.ts";
import { MailPanel } from "./mail-panel.tsx";
import { MailStatus } from "./mail-status.tsx";
import { mailWords } from "./mail-words.ts";
import { SuppressedAddresses } from "./suppressed-addresses.tsx";

const route = getRouteApi("/shell/admin/outbox");

const columns: readonly DataColumn<Mail>[] = [
  {
    id: "at",
    header: "Time",
    widthPx: 128,
    narrow: "detail",
    cell: (mail) => <Time at={mail.createdAt} style="fixed" className="numbers text-xs" />,
  },
  {
    id: "kind",
    header: "Mail",
    widthPx: 180,
    narrow: "title",
    cell: (mail) => <span className="font-medium">{mailWords(mail)}</span>,
  },
  {
    id: "recipient",
    header: "To",
    widthPx: 220,
    isGrowing: true,
    narrow: "detail",
    cell: (mail) => mail.recipient,
  },
  {
    id: "status",
    header: "Status",
    widthPx: 110,
    narrow: "end",
    cell: (mail) => <MailStatus status={mail.status} />,
  },
  {
    id: "answer",
    header: "Said of it",
    widthPx: 240,
    cell: (mail) => <span className="text-xs text-muted">{mail.answer}</span>,
  },
];

export function OutboxPage() {
  const { open } = route.useSearch();
  const density = useDensity();
  const { sendsMail = true } = useQuery(instanceQuery).data ?? {};
  const query = useInfiniteQuery(
    trpc.admin.mails.infiniteQueryOptions(
      { limit: 100 },
      { getNextPageParam: (page) => page.nextCursor, refetchInterval: 10_000 },
    ),
  );
  const mails = (query.data?.pages ?? []).flatMap((page) => page.mails);
  const { row: mail, onOpen, steps } = useOpenRow(mails, open);
  return (
    <>
      <PageHeader
        title="Outbox"
        description={
          sendsMail
            ? "What this instance mails, and what became of it."
            : "This instance sends no mail (SMTP_URL is not set). Open a mail here, and give its link to whom it is for."
        }
      />
      <SuppressedAddresses />
      <Loadable query={query} what="the outbox" skeleton={<DataTableSkeleton />}>
        {() => {
          if (mails.length === 0) {
            return (
              <EmptyState icon={<Mails />} title="No mail yet." className="py-16">
                Confirmations, new passwords and invitations stand here for 30 days.
              </EmptyState>
            );
          }
          return (
            <>
              <DataTable
                id="outbox"
                label="Outbox"
                rows={mails}
                columns={columns}
                rowId={(row) => row.id}
                rowPath={(row) => `/admin/outbox?open=${row.id}`}
                onOpen={onOpen}
                openId={open}
                density={density}
                onLoadMore={query.hasNextPage ? () => void query.fetchNextPage() : undefined}
                isLoadingMore={query.isFetchingNextPage}
              />
              {mail && <MailPanel key={mail.id} mail={mail} sendsMail={sendsMail} {...steps} />}
            </>
          );
        }}
      </Loadable>
    </>
  );
}
