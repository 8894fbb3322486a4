import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../shell/shell-route.ts";
import { searchChoice, searchSchema } from "../url-state/search-schema.ts";

export const billingRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "billing",
  validateSearch: searchSchema({ checkout: searchChoice(["done", "cancelled"]) }),
  component: lazyRouteComponent(() => import("../features/billing/billing-page.tsx"), "BillingPage"),
});
