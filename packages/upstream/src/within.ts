import { UpstreamError } from "./upstream-error.ts";

/**
 * Waits for work that others share, no longer than this caller may: the work goes on for the others.
 * Throws `timeout` or `cancelled`, not sent.
 */
export function within<T>(
  shared: Promise<T>,
  limits: { deadlineMs: number; signal?: AbortSignal | undefined },
): Promise<T> {
  const { signal } = limits;
  return new Promise((resolve, reject) => {
    const leftMs = Math.max(0, limits.deadlineMs - performance.now());
    const timer = setTimeout(() => {
      end();
      reject(new UpstreamError("timeout", "The session could not be opened in time.", { sent: false }));
    }, leftMs);
    const onAbort = () => {
      end();
      reject(new UpstreamError("cancelled", "The call was cancelled.", { sent: false }));
    };
    function end(): void {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    }
    shared.then(resolve, reject).finally(end);
    if (signal?.aborted) onAbort();
    else signal?.addEventListener("abort", onAbort);
  });
}
