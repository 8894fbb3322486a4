import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { queryClient } from "../api/client.ts";
import { instanceQuery } from "../features/auth/instance-query.ts";
import { nextSearch } from "../features/auth/next-search.ts";
import { rootRoute } from "../shell/root-route.ts";

export const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "login",
  validateSearch: nextSearch,
  beforeLoad: async ({ search: { next, problem } }) => {
    const { isFirstAccount } = await queryClient.ensureQueryData(instanceQuery);
    if (isFirstAccount) throw redirect({ to: "/signup", search: { next, problem } });
  },
  component: lazyRouteComponent(() => import("../features/auth/login-page.tsx"), "LoginPage"),
});
