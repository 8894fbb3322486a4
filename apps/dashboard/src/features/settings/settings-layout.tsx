import { Outlet } from "@tanstack/react-router";
import {
  AppWindow,
  Bell,
  Building2,
  CodeXml,
  KeyRound,
  Layers,
  LockKeyhole,
  LogIn,
  MonitorSmartphone,
  Network,
  ScrollText,
  ShieldCheck,
  SunMoon,
  UserRound,
  UsersRound,
} from "lucide-react";
import { SubNav, type SubNavItem } from "./sub-nav.tsx";

const pages: readonly SubNavItem[] = [
  { to: "/settings/profile", label: "Profile", icon: UserRound },
  { to: "/settings/password", label: "Password", icon: LockKeyhole },
  { to: "/settings/keys", label: "API keys", icon: KeyRound },
  { to: "/settings/apps", label: "Connected apps", icon: AppWindow },
  { to: "/settings/profiles", label: "Tool profiles", icon: Layers },
  { to: "/settings/policies", label: "Policies", icon: ShieldCheck },
  { to: "/settings/code", label: "Code", icon: CodeXml },
  { to: "/settings/devices", label: "Devices", icon: MonitorSmartphone },
  { to: "/settings/notifications", label: "Notifications", icon: Bell },
  { to: "/settings/appearance", label: "Appearance", icon: SunMoon },
  { to: "/settings/rules", label: "Connection rules", icon: Network },
  { to: "/settings/members", label: "Members", icon: UsersRound },
  { to: "/settings/sso", label: "Single sign-on", icon: LogIn },
  { to: "/settings/organization", label: "Organization", icon: Building2 },
  { to: "/settings/audit", label: "Audit log", icon: ScrollText },
];

export function SettingsLayout() {
  return (
    <div className="flex flex-col gap-4 md:flex-row md:gap-10">
      <SubNav label="Settings" items={pages} />
      <div className="w-full min-w-0 max-w-200">
        <Outlet />
      </div>
    </div>
  );
}
