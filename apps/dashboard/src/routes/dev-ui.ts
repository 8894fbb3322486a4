import { createRoute, lazyRouteComponent, notFound } from "@tanstack/react-router";
import { rootRoute } from "../shell/root-route.ts";

/** Every primitive in every state; in development builds only. */
export const devUiRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "dev/ui",
  beforeLoad: () => {
    if (!import.meta.env.DEV) throw notFound();
  },
  ...(import.meta.env.DEV && {
    component: lazyRouteComponent(() => import("../dev/dev-ui-page.tsx"), "DevUiPage"),
  }),
});
