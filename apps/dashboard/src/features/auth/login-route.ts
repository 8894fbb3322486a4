import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { z } from "zod";
import { queryClient } from "../../api/client.ts";
import { rootRoute } from "../../shell/root-route.ts";
import { searchText } from "../../url-state/search-schema.ts";
import { instanceQuery } from "./instance-query.ts";

const search = z.object({ next: searchText });

export const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "login",
  validateSearch: search,
  beforeLoad: async ({ search: { next } }) => {
    const { isFirstAccount } = await queryClient.ensureQueryData(instanceQuery);
    if (isFirstAccount) throw redirect({ to: "/signup", search: { next } });
  },
  component: lazyRouteComponent(() => import("./login-page.tsx"), "LoginPage"),
});
