import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { queryClient } from "../api/client.ts";
import { instanceQuery } from "../features/auth/instance-query.ts";
import { rootRoute } from "../shell/root-route.ts";

const parent = { getParentRoute: () => rootRoute };

/** Where mailed links lead, and where one is asked for: for whoever opens them, signed in or not. */
export const accountLinkRoutes = [
  createRoute({
    ...parent,
    path: "forgot-password",
    beforeLoad: () => queryClient.ensureQueryData(instanceQuery),
    component: lazyRouteComponent(
      () => import("../features/auth/forgot-password-page.tsx"),
      "ForgotPasswordPage",
    ),
  }),
  createRoute({
    ...parent,
    path: "reset-password",
    component: lazyRouteComponent(
      () => import("../features/auth/reset-password-page.tsx"),
      "ResetPasswordPage",
    ),
  }),
  createRoute({
    ...parent,
    path: "verify-email",
    component: lazyRouteComponent(() => import("../features/auth/verify-email-page.tsx"), "VerifyEmailPage"),
  }),
  createRoute({
    ...parent,
    path: "unsubscribe",
    validateSearch: ({ token }: Record<string, unknown>) => ({ token: String(token ?? "") }),
    component: lazyRouteComponent(() => import("../features/auth/unsubscribe-page.tsx"), "UnsubscribePage"),
  }),
  createRoute({
    ...parent,
    path: "deletion",
    component: lazyRouteComponent(() => import("../features/deletion/deletion-page.tsx"), "DeletionPage"),
  }),
  createRoute({
    ...parent,
    path: "confirm-request",
    component: lazyRouteComponent(
      () => import("../features/support/confirm-request-page.tsx"),
      "ConfirmRequestPage",
    ),
  }),
] as const;
