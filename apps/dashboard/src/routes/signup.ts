import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { queryClient } from "../api/client.ts";
import { instanceQuery } from "../features/auth/instance-query.ts";
import { nextSearch } from "../features/auth/next-search.ts";
import { rootRoute } from "../shell/root-route.ts";

export const signupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "signup",
  validateSearch: nextSearch,
  beforeLoad: () => queryClient.ensureQueryData(instanceQuery),
  component: lazyRouteComponent(() => import("../features/auth/signup-page.tsx"), "SignupPage"),
});
