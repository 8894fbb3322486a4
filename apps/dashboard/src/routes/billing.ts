import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../shell/shell-route.ts";

export const billingRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "billing",
  component: lazyRouteComponent(() => import("../features/billing/billing-page.tsx"), "BillingPage"),
});
