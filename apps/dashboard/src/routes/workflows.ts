import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { workflowSearch, workflowsSearch } from "../features/workflows/workflows-search.ts";
import { shellRoute } from "../shell/shell-route.ts";

export const workflowsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "workflows",
  validateSearch: workflowsSearch,
  component: lazyRouteComponent(() => import("../features/workflows/workflows-page.tsx"), "WorkflowsPage"),
});

export const workflowRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "workflows/$name",
  validateSearch: workflowSearch,
  component: lazyRouteComponent(() => import("../features/workflows/workflow-page.tsx"), "WorkflowPage"),
});
