import type { InboxTicket } from "@patchops/contract";
import type { DataColumn } from "../../ui/data-table/data-column.ts";
import { Time } from "../../ui/time.tsx";
import { kindWords } from "../support/support-words.ts";
import { TicketStatus } from "../support/ticket-status.tsx";

export const inboxColumns: readonly DataColumn<InboxTicket>[] = [
  {
    id: "subject",
    header: "About",
    widthPx: 260,
    isGrowing: true,
    narrow: "title",
    cell: (ticket) => <span className="font-medium">{ticket.subject}</span>,
  },
  {
    id: "at",
    header: "Last message",
    widthPx: 128,
    narrow: "detail",
    cell: (ticket) => <Time at={ticket.lastMessageAt} className="numbers text-xs" />,
  },
  { id: "from", header: "From", widthPx: 200, narrow: "detail", cell: (ticket) => ticket.email },
  { id: "kind", header: "What", widthPx: 180, cell: (ticket) => kindWords[ticket.kind] },
  {
    id: "status",
    header: "Status",
    widthPx: 110,
    narrow: "end",
    cell: (ticket) => <TicketStatus status={ticket.status} />,
  },
];
