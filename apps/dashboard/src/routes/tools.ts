import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { toolsSearch } from "../features/tools/tools-search.ts";
import { shellRoute } from "../shell/shell-route.ts";

export const toolsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "tools",
  validateSearch: toolsSearch,
  component: lazyRouteComponent(() => import("../features/tools/tools-page.tsx"), "ToolsPage"),
});
