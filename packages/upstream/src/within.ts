import type { Deadline } from "./deadline.ts";
import { UpstreamError } from "./upstream-error.ts";

/**
 * Waits for work that others share, no longer than this caller may: the work goes on for the others.
 * Throws `timeout` or `cancelled`, not sent.
 */
export function within<T>(
  shared: Promise<T>,
  { deadline, signal }: { deadline: Deadline; signal?: AbortSignal | undefined },
): Promise<T> {
  return new Promise((resolve, reject) => {
    const onEnd = () => {
      end();
      reject(new UpstreamError("timeout", "The session could not be opened in time.", { sent: false }));
    };
    const onAbort = () => {
      end();
      reject(new UpstreamError("cancelled", "The call was cancelled.", { sent: false }));
    };
    function end(): void {
      deadline.onEnd(undefined);
      signal?.removeEventListener("abort", onAbort);
    }
    deadline.onEnd(onEnd);
    signal?.addEventListener("abort", onAbort);
    if (signal?.aborted) onAbort();
    else if (deadline.isOver) onEnd();
    shared.then(
      (value) => {
        end();
        resolve(value);
      },
      (error: unknown) => {
        end();
        reject(error);
      },
    );
  });
}
