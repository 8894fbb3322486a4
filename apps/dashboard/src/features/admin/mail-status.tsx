import type { Mail } from "@patchops/contract";
import { Badge, type Tone } from "../../ui/badge.tsx";

const looks: Record<Mail["status"], { tone: Tone; word: string }> = {
  queued: { tone: "neutral", word: "Waiting" },
  accepted: { tone: "ok", word: "Sent" },
  delivered: { tone: "ok", word: "Delivered" },
  bounced: { tone: "error", word: "Came back" },
  failed: { tone: "error", word: "Failed" },
};

export function MailStatus({ status }: { status: Mail["status"] }) {
  const { tone, word } = looks[status];
  return <Badge tone={tone}>{word}</Badge>;
}
