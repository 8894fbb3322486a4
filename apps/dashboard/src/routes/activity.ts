import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { activitySearch } from "../features/activity/activity-search.ts";
import { shellRoute } from "../shell/shell-route.ts";

export const activityRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "activity",
  validateSearch: activitySearch,
  component: lazyRouteComponent(() => import("../features/activity/activity-page.tsx"), "ActivityPage"),
});
