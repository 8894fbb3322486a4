import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { sessionSearch, sessionsSearch } from "../features/sessions/sessions-search.ts";
import { shellRoute } from "../shell/shell-route.ts";

export const sessionsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "sessions",
  validateSearch: sessionsSearch,
  component: lazyRouteComponent(() => import("../features/sessions/sessions-page.tsx"), "SessionsPage"),
});

export const sessionRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "sessions/$id",
  validateSearch: sessionSearch,
  component: lazyRouteComponent(() => import("../features/sessions/session-page.tsx"), "SessionPage"),
});
