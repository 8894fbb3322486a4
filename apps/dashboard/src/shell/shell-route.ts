import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { queryClient } from "../api/client.ts";
import { sessionQuery, signInPath } from "../api/session.ts";
import { rootRoute } from "./root-route.ts";

/** Parent of every page that needs an account; without one it leads to the sign-in page and back. */
export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "shell",
  beforeLoad: async ({ location }) => {
    const session = await queryClient.ensureQueryData(sessionQuery);
    if (session === null) throw redirect({ href: signInPath(location.href) });
  },
  component: lazyRouteComponent(() => import("./shell.tsx"), "Shell"),
});
