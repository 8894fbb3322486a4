import type { ReactNode } from "react";
import { toErrorBody } from "../api/to-error-body.ts";
import { ErrorPanel } from "./error-panel.tsx";
import { ProgressLine } from "./progress-line.tsx";
import { useDelayed } from "./use-delayed.ts";

/** The part of a query's answer that decides what is shown. */
interface LoadableQuery<Data> {
  data: Data | undefined;
  error: unknown;
  isPending: boolean;
  isFetching: boolean;
  refetch: () => unknown;
}

export interface LoadableProps<Data> {
  query: LoadableQuery<Data>;
  /** Completes `Could not load …`. */
  what: string;
  /** A thin bar above what is stale; not for lists that are fetched anew all the time. */
  isRefreshShown?: boolean;
  /** In the final size of what comes; shown after 150 ms. */
  skeleton: ReactNode;
  children: (data: Data) => ReactNode;
}

/** Skeleton, error in place, or data; what is stale stays, also when refreshing it failed. */
export function Loadable<Data>({
  query,
  what,
  isRefreshShown = false,
  skeleton,
  children,
}: LoadableProps<Data>) {
  const isSkeletonShown = useDelayed(query.isPending);
  if (query.data !== undefined) {
    return (
      <>
        {isRefreshShown && <ProgressLine isActive={query.isFetching} />}
        {query.error !== null && query.error !== undefined && (
          <Failure query={query} what={`refresh ${what}`} />
        )}
        {children(query.data)}
      </>
    );
  }
  if (query.error) return <Failure query={query} what={`load ${what}`} />;
  return (
    <div aria-busy className="contents">
      <span className="sr-only" role="status">
        Loading {what}…
      </span>
      {isSkeletonShown && skeleton}
    </div>
  );
}

function Failure<Data>({ query, what }: { query: LoadableQuery<Data>; what: string }) {
  const body = toErrorBody(query.error);
  return (
    <ErrorPanel
      title={`Could not ${what}`}
      cause={body.message}
      next={body.next}
      requestId={body.requestId}
      docs={body.docs}
      isRetrying={query.isFetching}
      // What is not there will not be there a second later.
      onRetry={body.code === "not_found" ? undefined : () => void query.refetch()}
      className="mb-4"
    />
  );
}
