/** The addresses of the dashboard's pages, `$` before what stands for any segment. The dashboard's routes are compared with it. */
export const dashboardPages: readonly string[] = [
  "/",
  ...["/login", "/signup", "/forgot-password", "/reset-password", "/verify-email", "/unsubscribe"],
  ...["/deletion", "/confirm-request", "/consent/$uid", "/invite"],
  ...["/connections", "/connections/new", "/connections/$slug"],
  ...["/tools", "/tools/why", "/playground"],
  ...["/workflows", "/workflows/$name", "/runs", "/runs/$id"],
  ...["/activity", "/sessions", "/sessions/$id", "/approvals", "/approvals/$id"],
  ...["/usage", "/billing", "/support", "/support/$id"],
  "/settings",
  ...["/settings/profile", "/settings/password", "/settings/keys", "/settings/apps", "/settings/profiles"],
  ...["/settings/profiles/$slug", "/settings/policies", "/settings/code", "/settings/devices"],
  ...["/settings/audit", "/settings/notifications", "/settings/export", "/settings/privacy"],
  ...["/settings/appearance", "/settings/rules", "/settings/sso", "/settings/members"],
  ...["/settings/organization", "/admin"],
  ...["/admin/health", "/admin/users", "/admin/customers", "/admin/revenue", "/admin/waitlist"],
  ...["/admin/support", "/admin/deletions", "/admin/status", "/admin/network", "/admin/outbox"],
  ...["/admin/webhooks", "/admin/jobs", "/admin/backups", "/admin/keys", "/admin/logs", "/admin/audit"],
];

const pattern = new RegExp(
  `^(?:${dashboardPages.map((page) => page.replace(/\/$/, "").replaceAll(/\$\w+/g, "[^/]+")).join("|")})/?$`,
  "i",
);

/** Whether the dashboard has a page at this path, in letters of either case, with a slash at its end or none. */
export function isDashboardPage(path: string): boolean {
  return pattern.test(path);
}
