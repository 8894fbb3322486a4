import type { AppRouter } from "@patchops/api";
import {
  createTRPCUntypedClient,
  httpBatchStreamLink,
  httpLink,
  httpSubscriptionLink,
  splitLink,
} from "@trpc/client";
import { EventSource } from "eventsource";
import type { Fetch } from "./checked-fetch.ts";
import { PatchOpsError } from "./patch-ops-error.ts";
import { readErrorBody } from "./read-error-body.ts";
import { retryDelayMs } from "./retry-delay-ms.ts";
import type { RequestOptions, Subscriber, Subscription } from "./routers.ts";
import { StreamWatch } from "./stream-watch.ts";
import { toPatchOpsError } from "./to-patch-ops-error.ts";

export interface RequestsOptions {
  /** Without a slash at the end. */
  url: string;
  fetch: Fetch;
  timeoutMs: number;
}

/** The ways to reach a procedure, by its path. They reject with `PatchOpsError` only. */
export interface Requests {
  /** Reads; tried up to three times when the way there is blocked for a moment. */
  query(path: string, input: unknown, options?: RequestOptions): Promise<unknown>;
  /** Writes; never repeated. */
  mutate(path: string, input: unknown, options?: RequestOptions): Promise<unknown>;
  /**
   * A write that answers in parts; never repeated. Its deadline begins anew, longer by `patienceMs`, with each part: the other side
   * says that it waits for somebody.
   */
  stream(
    path: string,
    input: unknown,
    options: RequestOptions & { patienceMs: number },
  ): AsyncGenerator<unknown>;
  subscribe(path: string, input: unknown, subscriber: Subscriber<unknown>): Subscription;
}

export function createRequests({ url, fetch, timeoutMs }: RequestsOptions): Requests {
  const endpoint = `${url}/trpc`;
  const plain = {
    url: endpoint,
    fetch: (target: unknown, init?: object) => fetch(`${target}`, requestInit(init)),
  };
  const client = createTRPCUntypedClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === "subscription",
        true: httpSubscriptionLink({
          url: endpoint,
          EventSource,
          eventSourceOptions: ({ op }) => ({
            fetch: (target, init) => {
              const { watch } = op.context;
              return watch instanceof StreamWatch ? watch.fetch(target, init) : fetch(target, init);
            },
          }),
        }),
        false: splitLink({
          condition: ({ context }) => context.isStream === true,
          // A header that needs no question before the request from other origins.
          true: httpBatchStreamLink({ ...plain, maxItems: 1, streamHeader: "accept" }),
          // Not batched: in a batch the quick calls would wait for the slowest.
          false: httpLink(plain),
        }),
      }),
    ],
  });

  async function send(
    kind: "query" | "mutation",
    path: string,
    { input, options = {} }: { input: unknown; options?: RequestOptions | undefined },
  ): Promise<unknown> {
    const deadline = AbortSignal.timeout(options.timeoutMs ?? timeoutMs);
    const signal = options.signal ? AbortSignal.any([options.signal, deadline]) : deadline;
    for (let attempt = 1; ; attempt++) {
      try {
        return await client[kind](path, input, { signal });
      } catch (error) {
        if (options.signal?.aborted) throw cancelled(kind);
        if (deadline.aborted) throw timedOut(url, kind);
        const known = toPatchOpsError(error, url);
        const delayMs = kind === "query" ? retryDelayMs(known, attempt) : undefined;
        if (delayMs === undefined) throw known;
        await pause(delayMs, signal);
      }
    }
  }

  return {
    query: (path, input, options) => send("query", path, { input, options }),
    mutate: (path, input, options) => send("mutation", path, { input, options }),
    async *stream(path, input, { signal, timeoutMs: ownTimeoutMs = timeoutMs, patienceMs }) {
      const leaving = new AbortController();
      const late = () => leaving.abort(timedOut(url, "mutation"));
      let timer = setTimeout(late, ownTimeoutMs);
      const leave = () => leaving.abort(cancelled("mutation"));
      signal?.addEventListener("abort", leave);
      if (signal?.aborted) leave();
      try {
        const parts = await client.mutation(path, input, {
          signal: leaving.signal,
          context: { isStream: true },
        });
        for await (const part of parts as AsyncIterable<unknown>) {
          clearTimeout(timer);
          timer = setTimeout(late, ownTimeoutMs + patienceMs);
          yield part;
        }
      } catch (error) {
        throw leaving.signal.aborted ? leaving.signal.reason : toPatchOpsError(error, url);
      } finally {
        clearTimeout(timer);
        signal?.removeEventListener("abort", leave);
        leaving.abort();
      }
    },
    subscribe(path, input, subscriber) {
      let isOver = false;
      const over = (tell: (() => void) | undefined) => {
        if (isOver) return;
        isOver = true;
        tell?.();
      };
      const fail = (error: PatchOpsError) => over(() => subscriber.onError?.(error));
      const giveUp = (error: PatchOpsError) => {
        fail(error);
        subscription.unsubscribe();
      };
      const watch = new StreamWatch({ url, fetch, onLost: giveUp });
      const { signal } = subscriber;
      const subscription = client.subscription(path, input, {
        context: { watch },
        ...(signal ? { signal } : {}),
        onData: (value) => {
          if (!isOver) subscriber.onData(value);
        },
        // tRPC would ask again for ever after an error on the server's side that it takes for passing.
        onConnectionStateChange: ({ error }) => {
          const known = readErrorBody(error?.data, {});
          if (known?.retryable === false) giveUp(known);
        },
        onError: (error) => fail(toPatchOpsError(error, url)),
        onComplete: () => (signal?.aborted ? fail(cancelled("query")) : over(subscriber.onComplete)),
      });
      return subscription;
    },
  };
}

/** tRPC's narrower request type without its undefined properties. */
function requestInit(init: object | undefined): RequestInit {
  return Object.fromEntries(Object.entries(init ?? {}).filter(([, value]) => value !== undefined));
}

function cancelled(kind: "query" | "mutation"): PatchOpsError {
  return new PatchOpsError("cancelled", "The request was cancelled.", { sent: kind === "mutation" });
}

function timedOut(url: string, kind: "query" | "mutation"): PatchOpsError {
  return new PatchOpsError("timeout", `No answer from ${url} in time.`, {
    retryable: kind === "query",
    sent: true,
    next: "Give it a longer timeoutMs, or look in activity for what became of it.",
  });
}

/** Ends early when the signal fires: the next attempt then ends with its reason. */
function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, delayMs);
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
