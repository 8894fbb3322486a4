import { Outlet } from "@tanstack/react-router";
import { settingsPages } from "../../shell/settings-pages.ts";
import { SubNav } from "../../shell/sub-nav.tsx";

export function SettingsLayout() {
  return (
    <div className="flex flex-col gap-4 md:flex-row md:gap-10">
      <SubNav label="Settings" items={settingsPages} />
      <div className="w-full min-w-0 max-w-200">
        <Outlet />
      </div>
    </div>
  );
}
