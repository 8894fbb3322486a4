import type { PromptSessionView } from "@patchops/contract";
import { CircleCheck, CircleDot } from "lucide-react";
import { Badge } from "../../ui/badge.tsx";

/** Whether its client is still there, as icon and word. */
export function SessionStatus({ session }: { session: PromptSessionView }) {
  return session.isLive ? (
    <Badge tone="accent">
      <CircleDot aria-hidden className="size-3.5 shrink-0" />
      Live
    </Badge>
  ) : (
    <Badge>
      <CircleCheck aria-hidden className="size-3.5 shrink-0" />
      Ended
    </Badge>
  );
}
