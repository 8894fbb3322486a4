import type { PolicyAction } from "@patchops/contract";
import { Badge } from "../../ui/badge.tsx";

const looks = {
  allow: { tone: "ok", word: "allowed" },
  ask: { tone: "warning", word: "asked first" },
  block: { tone: "error", word: "blocked" },
} as const;

/** What happens with a call. */
export function PolicyBadge({ action }: { action: PolicyAction }) {
  const { tone, word } = looks[action];
  return <Badge tone={tone}>{word}</Badge>;
}
