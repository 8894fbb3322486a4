import { useMemo } from "react";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Waterfall } from "../../ui/waterfall/waterfall.tsx";
import { momentItems } from "./moment-items.ts";
import { sessionClient } from "./session-words.ts";
import type { SessionAnswer } from "./use-session.ts";

export interface SessionAxisProps {
  answer: SessionAnswer;
  /** The time that the axis shows at least: two sessions that are compared have the same. */
  spanMs: number | undefined;
  selectedId: string | undefined;
  onSelect: (id: string) => void;
}

/** Everything that happened in a session on one time axis. */
export function SessionAxis({ answer, spanMs, selectedId, onSelect }: SessionAxisProps) {
  const { query, session, timeline } = answer;
  const startedAt = session?.startedAt ?? "";
  const items = useMemo(() => momentItems(timeline, startedAt), [timeline, startedAt]);
  if (!session) return null;
  if (items.length === 0) {
    return <EmptyState title="Its client has asked for nothing yet." className="py-8" />;
  }
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <Waterfall
        items={items}
        label={`What ${sessionClient(session)} did`}
        unit="moment"
        nowMs={0}
        spanMs={spanMs}
        selectedId={selectedId}
        onSelect={onSelect}
      />
      {query.hasNextPage && (
        <Button
          size="small"
          className="self-start"
          isBusy={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          Show what followed
        </Button>
      )}
    </div>
  );
}
