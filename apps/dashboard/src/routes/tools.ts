import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { toolsSearch, whySearch } from "../features/tools/tools-search.ts";
import { shellRoute } from "../shell/shell-route.ts";

export const toolsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "tools",
  validateSearch: toolsSearch,
  component: lazyRouteComponent(() => import("../features/tools/tools-page.tsx"), "ToolsPage"),
});

export const whyRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "tools/why",
  validateSearch: whySearch,
  component: lazyRouteComponent(() => import("../features/tools/why-page.tsx"), "WhyPage"),
});
