import { type ExecutionSummary, firstLine } from "@patchops/contract";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { History } from "lucide-react";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { formatDuration } from "../../format/format-duration.ts";
import { Button } from "../../ui/button.tsx";
import { buttonVariants } from "../../ui/button-variants.ts";
import { Loadable } from "../../ui/loadable.tsx";
import { Popover } from "../../ui/popover.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { Time } from "../../ui/time.tsx";

/** Earlier runs of the organization; each opens with its code and output. */
export function HistoryMenu({ openId }: { openId: string | undefined }) {
  const [isOpen, setIsOpen] = useState(false);
  const list = useInfiniteQuery({
    ...trpc.execution.list.infiniteQueryOptions(
      { limit: 30 },
      { getNextPageParam: (page) => page.nextCursor },
    ),
    enabled: isOpen,
  });
  return (
    <Popover
      label="Earlier runs"
      align="end"
      isOpen={isOpen}
      onOpenChange={setIsOpen}
      className="w-112 max-w-[calc(100vw-1rem)] p-1"
      trigger={
        <Button variant="quiet" icon={<History />} className="max-sm:px-2">
          <span className="max-sm:sr-only">History</span>
        </Button>
      }
    >
      <Loadable
        query={list}
        what="the runs"
        skeleton={<SkeletonRows rows={4} rowClassName="h-12" isBare className="px-1" />}
      >
        {({ pages }) => {
          const runs = pages.flatMap((page) => page.executions);
          return runs.length === 0 ? (
            <p className="px-2 py-3 text-sm text-muted">No run yet. Press Run: it shows here and stays.</p>
          ) : (
            <ul>
              {runs.map((run) => (
                <li key={run.executionId}>
                  <Line run={run} isOpen={run.executionId === openId} onFollow={() => setIsOpen(false)} />
                </li>
              ))}
            </ul>
          );
        }}
      </Loadable>
      <div className="flex items-center gap-2">
        {list.hasNextPage && (
          <Button
            size="small"
            variant="quiet"
            isBusy={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            Earlier
          </Button>
        )}
        <Link
          to="/runs"
          className={buttonVariants({ size: "small", variant: "quiet", className: "ml-auto" })}
        >
          All runs
        </Link>
      </div>
    </Popover>
  );
}

interface LineProps {
  run: ExecutionSummary;
  isOpen: boolean;
  onFollow: () => void;
}

function Line({ run, isOpen, onFollow }: LineProps) {
  return (
    <Link
      to="/playground"
      search={{ execution: run.executionId }}
      onClick={onFollow}
      aria-current={isOpen || undefined}
      className="flex flex-col gap-0.5 rounded-md px-2 py-1.5 hover:bg-hover focus-visible:-outline-offset-2 aria-[current]:bg-accent-tint"
    >
      <span className="flex items-center gap-3 text-xs">
        <StatusBadge status={run.status} variant="plain" />
        <span className="numbers text-muted">{formatDuration(run.usage.wallMs)}</span>
        <Time at={run.createdAt} className="ml-auto text-muted" />
      </span>
      <span className="code truncate text-xs text-muted">{run.snippet ?? firstLine(run.code)}</span>
    </Link>
  );
}
