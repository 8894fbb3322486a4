import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "../shell/root-route.ts";

export const consentRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "consent/$uid",
  component: lazyRouteComponent(() => import("../features/consent/consent-page.tsx"), "ConsentPage"),
});
