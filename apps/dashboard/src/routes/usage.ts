import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { usageSearch } from "../features/usage/usage-search.ts";
import { shellRoute } from "../shell/shell-route.ts";

export const usageRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "usage",
  validateSearch: usageSearch,
  component: lazyRouteComponent(() => import("../features/usage/usage-page.tsx"), "UsagePage"),
});
