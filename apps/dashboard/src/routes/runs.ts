import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { runsSearch } from "../features/runs/runs-search.ts";
import { shellRoute } from "../shell/shell-route.ts";

export const runsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "runs",
  validateSearch: runsSearch,
  component: lazyRouteComponent(() => import("../features/runs/runs-page.tsx"), "RunsPage"),
});

export const runRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "runs/$id",
  component: lazyRouteComponent(() => import("../features/runs/run-page.tsx"), "RunPage"),
});
