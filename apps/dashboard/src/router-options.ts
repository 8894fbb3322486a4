import { NotFound } from "./shell/not-found.tsx";
import { PageFailure } from "./shell/page-failure.tsx";
import { parseFlatSearch, stringifyFlatSearch } from "./url-state/flat-search.ts";

/** How both routers behave: that of the product and the small one before signing in. */
export const routerOptions = {
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
} as const;
