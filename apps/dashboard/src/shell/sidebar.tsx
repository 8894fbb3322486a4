import { PanelLeft, Search } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "../ui/cn.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { Kbd } from "../ui/kbd.tsx";
import { Tooltip } from "../ui/tooltip.tsx";
import { Mark } from "./mark.tsx";
import { NavLink } from "./nav-link.tsx";
import { OrganizationMenu } from "./organization-menu.tsx";
import { SidebarQuota } from "./sidebar-quota.tsx";
import { useNavGroups } from "./use-nav-groups.ts";
import { UserMenu } from "./user-menu.tsx";

export interface SidebarProps {
  isFolded: boolean;
  /** Absent in the drawer: it stands beside the button that opens that one. */
  bell?: ReactNode;
  /** undefined in the drawer, which closes instead. */
  onFold?: () => void;
  onSearch: () => void;
  /** A link was followed: the drawer closes. */
  onFollow: () => void;
}

export function Sidebar({ isFolded, bell, onFold, onSearch, onFollow }: SidebarProps) {
  const groups = useNavGroups();
  return (
    <div className={cn("flex h-full flex-col gap-3 px-2 py-2", isFolded && "items-center")}>
      <div className={cn("flex h-8 items-center gap-2", !isFolded && "pl-2")}>
        {!isFolded && (
          <>
            <Mark />
            <OrganizationMenu onFollow={onFollow} />
            {bell}
          </>
        )}
        {onFold && (
          <Tooltip side="right" content={isFolded ? "Unfold the sidebar" : "Fold the sidebar"} keys="mod+b">
            <IconButton
              label={isFolded ? "Unfold the sidebar" : "Fold the sidebar"}
              aria-expanded={!isFolded}
              onClick={onFold}
            >
              <PanelLeft />
            </IconButton>
          </Tooltip>
        )}
      </div>
      {isFolded && bell}
      {isFolded ? (
        <Tooltip side="right" content="Search" keys="mod+k">
          <IconButton label="Search" onClick={onSearch}>
            <Search />
          </IconButton>
        </Tooltip>
      ) : (
        <button
          type="button"
          onClick={onSearch}
          className="flex h-8 items-center gap-2 rounded-md border border-hairline bg-background px-2 text-sm text-muted hover:border-control"
        >
          <Search aria-hidden className="size-4" />
          <span className="grow text-left">Search</span>
          <Kbd keys="mod+k" />
        </button>
      )}
      <nav aria-label="Main" className="flex min-h-0 grow flex-col gap-3 overflow-y-auto">
        {groups.map((group, index) => (
          <div key={index} className="flex flex-col gap-px">
            {group.label &&
              (isFolded ? (
                <div className="mx-1 mb-2 h-px bg-hairline" />
              ) : (
                <p className="px-2 pb-1 text-xs text-muted">{group.label}</p>
              ))}
            {group.items.map((item) => (
              <NavLink key={item.path} item={item} isFolded={isFolded} onFollow={onFollow} />
            ))}
          </div>
        ))}
      </nav>
      {!isFolded && <SidebarQuota />}
      <UserMenu isFolded={isFolded} onFollow={onFollow} />
    </div>
  );
}
