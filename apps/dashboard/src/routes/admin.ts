import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { auditSearch } from "../features/audit/audit-search.ts";
import { shellRoute } from "../shell/shell-route.ts";
import { searchChoice, searchSchema, searchText } from "../url-state/search-schema.ts";

const adminLayout = createRoute({
  getParentRoute: () => shellRoute,
  path: "admin",
  component: lazyRouteComponent(() => import("../features/admin/admin-layout.tsx"), "AdminLayout"),
});

const parent = { getParentRoute: () => adminLayout };

export const adminRoute = adminLayout.addChildren([
  createRoute({
    ...parent,
    path: "/",
    beforeLoad: () => {
      throw redirect({ to: "/admin/health", replace: true });
    },
  }),
  createRoute({
    ...parent,
    path: "health",
    component: lazyRouteComponent(() => import("../features/admin/health-page.tsx"), "HealthPage"),
  }),
  createRoute({
    ...parent,
    path: "users",
    validateSearch: searchSchema({ q: searchText, show: searchChoice(["suspended", "appealed"]) }),
    component: lazyRouteComponent(() => import("../features/admin/users-page.tsx"), "UsersPage"),
  }),
  createRoute({
    ...parent,
    path: "customers",
    /** `open` is the organization whose panel is open. */
    validateSearch: searchSchema({
      q: searchText,
      plan: searchText,
      show: searchChoice(["changed", "limited", "frozen"]),
      subscription: searchChoice(["none", "trialing", "active", "past_due", "ending"]),
      open: searchText,
    }),
    component: lazyRouteComponent(() => import("../features/admin/customers-page.tsx"), "CustomersPage"),
  }),
  createRoute({
    ...parent,
    path: "revenue",
    component: lazyRouteComponent(() => import("../features/admin/revenue-page.tsx"), "RevenuePage"),
  }),
  createRoute({
    ...parent,
    path: "waitlist",
    validateSearch: searchSchema({ show: searchChoice(["waiting", "invited", "joined"]) }),
    component: lazyRouteComponent(() => import("../features/admin/waitlist-page.tsx"), "WaitlistPage"),
  }),
  createRoute({
    ...parent,
    path: "support",
    /** `open` is the request whose panel is open. */
    validateSearch: searchSchema({
      show: searchChoice(["open", "answered", "closed"]),
      open: searchText,
    }),
    component: lazyRouteComponent(
      () => import("../features/admin/support-inbox-page.tsx"),
      "SupportInboxPage",
    ),
  }),
  createRoute({
    ...parent,
    path: "deletions",
    component: lazyRouteComponent(() => import("../features/admin/deletions-page.tsx"), "DeletionsPage"),
  }),
  createRoute({
    ...parent,
    path: "status",
    component: lazyRouteComponent(() => import("../features/admin/status-page.tsx"), "StatusPage"),
  }),
  createRoute({
    ...parent,
    path: "network",
    component: lazyRouteComponent(() => import("../features/admin/network-page.tsx"), "NetworkPage"),
  }),
  createRoute({
    ...parent,
    path: "outbox",
    /** `open` is the mail whose panel is open. */
    validateSearch: searchSchema({ open: searchText }),
    component: lazyRouteComponent(() => import("../features/admin/outbox-page.tsx"), "OutboxPage"),
  }),
  createRoute({
    ...parent,
    path: "webhooks",
    validateSearch: searchSchema({ source: searchChoice(["stripe", "event", "run"]) }),
    component: lazyRouteComponent(() => import("../features/admin/webhooks-page.tsx"), "WebhooksPage"),
  }),
  createRoute({
    ...parent,
    path: "jobs",
    component: lazyRouteComponent(() => import("../features/admin/jobs-page.tsx"), "JobsPage"),
  }),
  createRoute({
    ...parent,
    path: "backups",
    component: lazyRouteComponent(() => import("../features/admin/backups-page.tsx"), "BackupsPage"),
  }),
  createRoute({
    ...parent,
    path: "keys",
    component: lazyRouteComponent(() => import("../features/admin/keys-page.tsx"), "KeysPage"),
  }),
  createRoute({
    ...parent,
    path: "logs",
    /** `request` is the id that is looked for. */
    validateSearch: searchSchema({ request: searchText }),
    component: lazyRouteComponent(() => import("../features/admin/logs-page.tsx"), "LogsPage"),
  }),
  createRoute({
    ...parent,
    path: "audit",
    validateSearch: auditSearch,
    component: lazyRouteComponent(
      () => import("../features/audit/instance-audit-page.tsx"),
      "InstanceAuditPage",
    ),
  }),
]);
