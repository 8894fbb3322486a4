import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { queryClient } from "../api/client.ts";
import { sessionQuery } from "../api/session.ts";
import { instanceQuery } from "../features/auth/instance-query.ts";
import { rootRoute } from "../shell/root-route.ts";

export const inviteRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "invite",
  beforeLoad: () =>
    Promise.all([queryClient.ensureQueryData(instanceQuery), queryClient.ensureQueryData(sessionQuery)]),
  component: lazyRouteComponent(() => import("../features/invite/invite-page.tsx"), "InvitePage"),
});
