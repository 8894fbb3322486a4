import { createRouter } from "@tanstack/react-router";
import { routeTree } from "./routes/route-tree.ts";
import { NotFound } from "./shell/not-found.tsx";
import { PageFailure } from "./shell/page-failure.tsx";
import { parseFlatSearch, stringifyFlatSearch } from "./url-state/flat-search.ts";

export const router = createRouter({
  routeTree,
  parseSearch: parseFlatSearch,
  stringifySearch: stringifyFlatSearch,
  defaultPreload: "intent",
  // The query cache decides what is fresh.
  defaultPreloadStaleTime: 0,
  defaultPendingMs: 150,
  defaultPendingMinMs: 0,
  scrollRestoration: true,
  defaultNotFoundComponent: NotFound,
  defaultErrorComponent: PageFailure,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
