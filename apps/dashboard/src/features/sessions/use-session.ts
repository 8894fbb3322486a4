import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { trpc } from "../../api/client.ts";
import { isId } from "../../url-state/is-id.ts";
import { useCallTail } from "../activity/use-call-tail.ts";

const noId = "00000000-0000-0000-0000-000000000000";

/** One session with what happened in it; while its client is there, what comes. */
export function useSession(id: string | undefined) {
  const isAsked = isId(id);
  const query = useInfiniteQuery(
    trpc.promptSession.get.infiniteQueryOptions(
      { id: isAsked ? id : noId },
      {
        enabled: isAsked,
        getNextPageParam: (page) => page.nextCursor,
        refetchInterval: ({ state }) => (state.data?.pages.at(-1)?.session.isLive ? 5_000 : false),
      },
    ),
  );
  const session = query.data?.pages.at(-1)?.session;
  const timeline = useMemo(() => (query.data?.pages ?? []).flatMap((page) => page.timeline), [query.data]);
  const filters = useMemo(() => ({ promptSession: isAsked ? id : noId }), [isAsked, id]);
  useCallTail({
    filters,
    isOn: session?.isLive ?? false,
    onCalls: () => void query.refetch({ cancelRefetch: false }),
  });
  return { query, session, timeline };
}

export type SessionAnswer = ReturnType<typeof useSession>;
