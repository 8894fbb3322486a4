import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { playgroundSearch } from "../features/playground/playground-search.ts";
import { shellRoute } from "../shell/shell-route.ts";

export const playgroundRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "playground",
  validateSearch: playgroundSearch,
  component: lazyRouteComponent(() => import("../features/playground/playground-page.tsx"), "PlaygroundPage"),
});
