import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { auditSearch } from "../features/audit/audit-search.ts";
import { shellRoute } from "../shell/shell-route.ts";
import { searchFlag, searchSchema, searchText } from "../url-state/search-schema.ts";

const settingsLayout = createRoute({
  getParentRoute: () => shellRoute,
  path: "settings",
  component: lazyRouteComponent(() => import("../features/settings/settings-layout.tsx"), "SettingsLayout"),
});

const parent = { getParentRoute: () => settingsLayout };

export const settingsRoute = settingsLayout.addChildren([
  createRoute({
    ...parent,
    path: "/",
    beforeLoad: () => {
      throw redirect({ to: "/settings/profile", replace: true });
    },
  }),
  createRoute({
    ...parent,
    path: "profile",
    /** Why linking a login came to nothing. */
    validateSearch: searchSchema({ problem: searchText, linked: searchText }),
    component: lazyRouteComponent(() => import("../features/settings/profile-page.tsx"), "ProfilePage"),
  }),
  createRoute({
    ...parent,
    path: "password",
    component: lazyRouteComponent(() => import("../features/settings/password-page.tsx"), "PasswordPage"),
  }),
  createRoute({
    ...parent,
    path: "keys",
    /** `create` opens the dialog, so that a link can lead straight to it. */
    validateSearch: searchSchema({ create: searchFlag, profile: searchText }),
    component: lazyRouteComponent(() => import("../features/settings/keys-page.tsx"), "KeysPage"),
  }),
  createRoute({
    ...parent,
    path: "apps",
    component: lazyRouteComponent(() => import("../features/settings/apps-page.tsx"), "AppsPage"),
  }),
  createRoute({
    ...parent,
    path: "profiles",
    validateSearch: searchSchema({ create: searchFlag }),
    component: lazyRouteComponent(() => import("../features/profiles/profiles-page.tsx"), "ProfilesPage"),
  }),
  createRoute({
    ...parent,
    path: "profiles/$slug",
    component: lazyRouteComponent(() => import("../features/profiles/profile-page.tsx"), "ToolProfilePage"),
  }),
  createRoute({
    ...parent,
    path: "policies",
    /** The rule that is pointed at. */
    validateSearch: searchSchema({ rule: searchText }),
    component: lazyRouteComponent(() => import("../features/policies/policies-page.tsx"), "PoliciesPage"),
  }),
  createRoute({
    ...parent,
    path: "code",
    component: lazyRouteComponent(() => import("../features/settings/code-page.tsx"), "CodePage"),
  }),
  createRoute({
    ...parent,
    path: "devices",
    component: lazyRouteComponent(() => import("../features/settings/devices-page.tsx"), "DevicesPage"),
  }),
  createRoute({
    ...parent,
    path: "audit",
    validateSearch: auditSearch,
    component: lazyRouteComponent(() => import("../features/audit/audit-page.tsx"), "AuditPage"),
  }),
  createRoute({
    ...parent,
    path: "notifications",
    component: lazyRouteComponent(
      () => import("../features/settings/notifications-page.tsx"),
      "NotificationsPage",
    ),
  }),
  createRoute({
    ...parent,
    path: "export",
    component: lazyRouteComponent(() => import("../features/settings/export-page.tsx"), "ExportPage"),
  }),
  createRoute({
    ...parent,
    path: "privacy",
    component: lazyRouteComponent(() => import("../features/privacy/privacy-page.tsx"), "PrivacyPage"),
  }),
  createRoute({
    ...parent,
    path: "appearance",
    component: lazyRouteComponent(() => import("../features/settings/appearance-page.tsx"), "AppearancePage"),
  }),
  createRoute({
    ...parent,
    path: "rules",
    component: lazyRouteComponent(() => import("../features/settings/rules-page.tsx"), "RulesPage"),
  }),
  createRoute({
    ...parent,
    path: "sso",
    component: lazyRouteComponent(() => import("../features/settings/sso-page.tsx"), "SsoPage"),
  }),
  createRoute({
    ...parent,
    path: "members",
    validateSearch: searchSchema({ invite: searchFlag }),
    component: lazyRouteComponent(() => import("../features/members/members-page.tsx"), "MembersPage"),
  }),
  createRoute({
    ...parent,
    path: "organization",
    /** `create` opens the dialog that makes another one. */
    validateSearch: searchSchema({ create: searchFlag }),
    component: lazyRouteComponent(
      () => import("../features/settings/organization-page.tsx"),
      "OrganizationPage",
    ),
  }),
]);
