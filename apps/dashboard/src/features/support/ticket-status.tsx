import type { Ticket } from "@patchops/contract";
import { Badge, type Tone } from "../../ui/badge.tsx";

const looks: Readonly<Record<Ticket["status"], { tone: Tone; word: string }>> = {
  open: { tone: "warning", word: "Open" },
  answered: { tone: "ok", word: "Answered" },
  closed: { tone: "neutral", word: "Closed" },
};

export function TicketStatus({ status }: { status: Ticket["status"] }) {
  const { tone, word } = looks[status];
  return <Badge tone={tone}>{word}</Badge>;
}
