import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../shell/shell-route.ts";

export const supportRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "support",
  component: lazyRouteComponent(() => import("../features/support/support-page.tsx"), "SupportPage"),
});

export const ticketRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "support/$id",
  component: lazyRouteComponent(() => import("../features/support/ticket-page.tsx"), "TicketPage"),
});
