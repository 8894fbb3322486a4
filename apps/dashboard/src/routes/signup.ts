import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { z } from "zod";
import { queryClient } from "../api/client.ts";
import { instanceQuery } from "../features/auth/instance-query.ts";
import { rootRoute } from "../shell/root-route.ts";
import { searchText } from "../url-state/search-schema.ts";

const search = z.object({ next: searchText });

export const signupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "signup",
  validateSearch: search,
  beforeLoad: () => queryClient.ensureQueryData(instanceQuery),
  component: lazyRouteComponent(() => import("../features/auth/signup-page.tsx"), "SignupPage"),
});
