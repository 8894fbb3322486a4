import { Outlet } from "@tanstack/react-router";
import { ShieldX } from "lucide-react";
import { useSession } from "../../api/session.ts";
import { adminPages } from "../../shell/admin-pages.ts";
import { SubNav } from "../../shell/sub-nav.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";

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
      <SubNav label="Admin" items={adminPages} />
      <div className="w-full min-w-0">
        <Outlet />
      </div>
    </div>
  );
}
