import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { homeSearch } from "../features/home/home-search.ts";
import { shellRoute } from "../shell/shell-route.ts";

export const homeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/",
  validateSearch: homeSearch,
  component: lazyRouteComponent(() => import("../features/home/home-page.tsx"), "HomePage"),
});
