import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import {
  connectionSearch,
  connectionsSearch,
  newConnectionSearch,
} from "../features/connections/connections-search.ts";
import { shellRoute } from "../shell/shell-route.ts";

export const connectionsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "connections",
  validateSearch: connectionsSearch,
  component: lazyRouteComponent(
    () => import("../features/connections/connections-page.tsx"),
    "ConnectionsPage",
  ),
});

export const newConnectionRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "connections/new",
  validateSearch: newConnectionSearch,
  component: lazyRouteComponent(
    () => import("../features/connections/new-connection-page.tsx"),
    "NewConnectionPage",
  ),
});

export const connectionRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "connections/$slug",
  validateSearch: connectionSearch,
  component: lazyRouteComponent(
    () => import("../features/connections/connection-page.tsx"),
    "ConnectionPage",
  ),
});
