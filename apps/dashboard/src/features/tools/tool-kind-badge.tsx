import { Eye, PenLine, TriangleAlert } from "lucide-react";
import { Badge } from "../../ui/badge.tsx";
import type { toolKind } from "./tool-kind.ts";

/** What a tool says of itself, as icon and word. */
export function ToolKindBadge({ kind }: { kind: ReturnType<typeof toolKind> }) {
  if (kind === "read_only") {
    return (
      <Badge>
        <Eye aria-hidden className="size-3.5" />
        read-only
      </Badge>
    );
  }
  if (kind === "destructive") {
    return (
      <Badge tone="warning">
        <TriangleAlert aria-hidden className="size-3.5" />
        destructive
      </Badge>
    );
  }
  return (
    <Badge>
      <PenLine aria-hidden className="size-3.5" />
      writes
    </Badge>
  );
}
