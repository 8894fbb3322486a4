import type { Call } from "@patchops/contract";
import { Link } from "@tanstack/react-router";
import { formatDuration } from "../../format/format-duration.ts";
import { cn } from "../../ui/cn.ts";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { Time } from "../../ui/time.tsx";

/** The newest calls, a line each; a line opens its row in Activity. */
export function RecentCalls({ calls, className }: { calls: readonly Call[]; className?: string }) {
  return (
    <ul
      className={cn("divide-y divide-hairline overflow-hidden rounded-lg border border-hairline", className)}
    >
      {calls.map((call) => (
        <li
          key={call.id}
          className="relative grid min-h-9 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 px-3 py-1.5 text-sm hover:bg-surface sm:grid-cols-[minmax(0,1fr)_minmax(0,10rem)_4.5rem_7rem_5.5rem]"
        >
          <Link
            to="/activity"
            search={{ open: call.id }}
            className="code truncate outline-none after:absolute after:inset-0 after:-outline-offset-2 focus-visible:after:outline-2 focus-visible:after:outline-focus"
          >
            {call.connection && <span className="text-muted">{call.connection}.</span>}
            {call.tool ?? call.method}
          </Link>
          <span className="truncate text-muted max-sm:hidden">{call.client?.name ?? call.via}</span>
          <span className="numbers text-right max-sm:hidden">{formatDuration(call.totalMs)}</span>
          <StatusBadge status={call.outcome} variant="plain" />
          <Time at={call.at} className="text-muted max-sm:hidden sm:text-right" />
        </li>
      ))}
    </ul>
  );
}
