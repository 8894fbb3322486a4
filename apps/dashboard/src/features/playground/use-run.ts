import {
  type AwaitedApproval,
  type AwaitedSignIn,
  type Execution,
  type ExecutionCall,
  type ExecutionEvent,
  type ExecutionStatus,
  type ExecutionStep,
  isExecutionFinished,
  type Log,
} from "@patchops/contract";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { isId } from "../../url-state/is-id.ts";
import { addEvents, noEvents, type RunEvents } from "./run-events.ts";

/**
 * Events are drawn together, so that a program that logs ten thousand lines does not draw the page as often: so far apart at
 * least, and on a page that takes long to draw so far that most of its time stays for who works with it.
 */
const flushMs = 50;
const slowestFlushMs = 400;
const drawingsApart = 3;

export interface RunView {
  executionId: string;
  status: ExecutionStatus;
  isOver: boolean;
  /** Sign-ins that it waits for now. */
  waitsFor: readonly AwaitedSignIn[];
  /** Approvals that it waits for now. */
  approvals: readonly AwaitedApproval[];
  logs: readonly Log[];
  calls: readonly ExecutionCall[];
  /** Its named parts. */
  steps: readonly ExecutionStep[];
  /** The stored run: with result, error and usage once it is over. */
  execution: Execution | undefined;
  query: { error: unknown; isFetching: boolean; refetch: () => unknown };
  /** Why its events could not be followed. */
  streamProblem: string | undefined;
}

/**
 * A run as it goes on, or as it was stored; none for what is no run's id. `isFresh`: this page just started it, so its events are
 * followed at once.
 */
export function useRun(executionId: string | undefined, isFresh: boolean): RunView | undefined {
  const isKnown = isId(executionId);
  const query = useQuery(
    trpc.execution.get.queryOptions(
      { executionId: executionId ?? "" },
      {
        enabled: isKnown,
        // What is over does not change any more.
        staleTime: ({ state }) =>
          state.data && isExecutionFinished(state.data.status) ? Number.POSITIVE_INFINITY : 0,
        refetchOnWindowFocus: false,
        // Comparing ten thousand lines with what was known costs more than drawing them.
        structuralSharing: false,
      },
    ),
  );
  const { refetch } = query;
  const stored = query.data;
  const isStoredOver = stored !== undefined && isExecutionFinished(stored.status);
  const [heard, setHeard] = useState<{ executionId: string; events: RunEvents; problem?: string }>();

  const isFollowed = isKnown && !isStoredOver && (isFresh || stored !== undefined);
  useEffect(() => {
    if (!isFollowed || executionId === undefined) return;
    const readEnd = async () => {
      const { data } = await refetch();
      // Joined to a reading that was under way, it answers what was true before the end.
      if (data && !isExecutionFinished(data.status)) await refetch();
    };
    let waiting: ExecutionEvent[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    let drawingMs = 0;
    setHeard({ executionId, events: noEvents });
    const flush = () => {
      clearTimeout(timer);
      timer = undefined;
      const beganMs = performance.now();
      requestAnimationFrame(() =>
        setTimeout(() => {
          drawingMs = performance.now() - beganMs;
        }),
      );
      const batch = waiting;
      waiting = [];
      setHeard((before) => ({
        executionId,
        events: addEvents(before?.executionId === executionId ? before.events : noEvents, batch),
      }));
      const hasNews = (status: ExecutionStatus) => isExecutionFinished(status) || status === "needs_decision";
      if (batch.some((event) => event.type === "state" && hasNews(event.status))) void readEnd();
    };
    const stream = api.execution.events.subscribe(
      { executionId },
      {
        onData: ({ data }) => {
          waiting.push(data);
          // How it ended is told at once.
          if (data.type === "state" && isExecutionFinished(data.status)) flush();
          else {
            const pauseMs = Math.min(slowestFlushMs, Math.max(flushMs, drawingsApart * drawingMs));
            timer ??= setTimeout(flush, pauseMs);
          }
        },
        onComplete: () => void readEnd(),
        onError: (error) => {
          setHeard((before) => ({
            executionId,
            events: before?.events ?? noEvents,
            problem: toErrorBody(error).message,
          }));
          void refetch();
        },
      },
    );
    return () => {
      clearTimeout(timer);
      stream.unsubscribe();
    };
  }, [isFollowed, executionId, refetch]);

  if (!isKnown || executionId === undefined) return undefined;
  const events = heard?.executionId === executionId ? heard.events : noEvents;
  const status = isStoredOver || events.lastSequence === 0 ? (stored?.status ?? "queued") : events.status;
  return {
    executionId,
    status,
    isOver: isExecutionFinished(status),
    waitsFor: isStoredOver ? [] : events.waitsFor,
    approvals: isStoredOver ? [] : events.approvals,
    // What was heard to the end is what is stored, and is drawn already.
    logs: isStoredOver && !isExecutionFinished(events.status) ? stored.logs : events.logs,
    calls: isStoredOver ? stored.calls : events.calls,
    steps: isStoredOver ? stored.steps : events.steps,
    execution: stored,
    query,
    streamProblem: heard?.executionId === executionId ? heard.problem : undefined,
  };
}
