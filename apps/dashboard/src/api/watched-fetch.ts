import { reachability } from "./reachability.ts";

/** A request as tRPC writes it: without a signal it says so in words. */
type WatchedInit = Omit<RequestInit, "signal"> & { signal?: AbortSignal | null | undefined };

/** `fetch` that tells the offline banner whether the server answered. */
export async function watchedFetch(input: RequestInfo | URL, init: WatchedInit = {}): Promise<Response> {
  try {
    const response = await fetch(input, { ...init, signal: init.signal ?? null });
    // A proxy that answers for a server that is away says 502 or 504.
    if (response.status === 502 || response.status === 504) reachability.sawSilence();
    else reachability.sawAnswer();
    return response;
  } catch (error) {
    if (!init.signal?.aborted) reachability.sawSilence();
    throw error;
  }
}
