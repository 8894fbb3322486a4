import { Outlet } from "@tanstack/react-router";
import { HeartPulse, Hourglass, Mails, Network, ScrollText, ShieldX, Users } from "lucide-react";
import { useSession } from "../../api/session.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { SubNav, type SubNavItem } from "../settings/sub-nav.tsx";

const pages: readonly SubNavItem[] = [
  { to: "/admin/health", label: "Health", icon: HeartPulse },
  { to: "/admin/users", label: "Users", icon: Users },
  { to: "/admin/waitlist", label: "Waitlist", icon: Hourglass },
  { to: "/admin/network", label: "Network", icon: Network },
  { to: "/admin/outbox", label: "Outbox", icon: Mails },
  { to: "/admin/audit", label: "Audit log", icon: ScrollText },
];

export function AdminLayout() {
  const { user } = useSession();
  if (!user.isInstanceAdmin) {
    return (
      <>
        <h1 className="sr-only">Admin</h1>
        <EmptyState icon={<ShieldX />} title="These pages are for who runs this instance." className="py-24">
          <title>Admin · PatchOps</title>
          Your account does not. An instance admin can change that with{" "}
          <span className="code">patchops admin grant-admin</span>.
        </EmptyState>
      </>
    );
  }
  return (
    <div className="flex flex-col gap-4 md:flex-row md:gap-10">
      <SubNav label="Admin" items={pages} />
      <div className="w-full min-w-0">
        <Outlet />
      </div>
    </div>
  );
}
