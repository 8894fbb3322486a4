import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { z } from "zod";
import { queryClient } from "../api/client.ts";
import { instanceQuery } from "../features/auth/instance-query.ts";
import { rootRoute } from "../shell/root-route.ts";
import { searchText } from "../url-state/search-schema.ts";

const search = z.object({ next: searchText });

export const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "login",
  validateSearch: search,
  beforeLoad: async ({ search: { next } }) => {
    const { isFirstAccount } = await queryClient.ensureQueryData(instanceQuery);
    if (isFirstAccount) throw redirect({ to: "/signup", search: { next } });
  },
  component: lazyRouteComponent(() => import("../features/auth/login-page.tsx"), "LoginPage"),
});
