import type { AppRouter } from "@patchops/api";
import { QueryClient } from "@tanstack/react-query";
import {
  createTRPCClient,
  httpBatchLink,
  httpBatchStreamLink,
  httpSubscriptionLink,
  splitLink,
} from "@trpc/client";
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { stepUpLink } from "./step-up-link.ts";
import { toErrorBody } from "./to-error-body.ts";
import { watchedFetch } from "./watched-fetch.ts";

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      gcTime: 10 * 60_000,
      // Only what may pass by itself is asked again, and only twice: the error panel has a button for the rest.
      retry: (failures, error) => failures < 2 && toErrorBody(error).retryable,
      retryDelay: (attempt) => Math.min(4_000, 500 * 2 ** attempt),
    },
    mutations: { retry: false },
  },
});

/** Calls without a hook, and streams. */
export const api = createTRPCClient<AppRouter>({
  links: [
    stepUpLink,
    splitLink({
      condition: (operation) => operation.type === "subscription",
      true: httpSubscriptionLink({ url: "/trpc" }),
      false: splitLink({
        // What answers in parts; alone, so that giving it up gives up nothing else.
        condition: (operation) => operation.path === "tool.invokeAndWait",
        true: httpBatchStreamLink({ url: "/trpc", fetch: watchedFetch, maxItems: 1, streamHeader: "accept" }),
        false: httpBatchLink({ url: "/trpc", fetch: watchedFetch, maxURLLength: 4_000 }),
      }),
    }),
  ],
});

/** `useQuery(trpc.connection.list.queryOptions())` and so on. */
export const trpc = createTRPCOptionsProxy<AppRouter>({ client: api, queryClient });
