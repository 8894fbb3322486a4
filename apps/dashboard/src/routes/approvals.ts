import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "../shell/shell-route.ts";

export const approvalsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "approvals",
  component: lazyRouteComponent(() => import("../features/approvals/approvals-page.tsx"), "ApprovalsPage"),
});

export const approvalRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "approvals/$id",
  component: lazyRouteComponent(() => import("../features/approvals/approval-page.tsx"), "ApprovalPage"),
});
