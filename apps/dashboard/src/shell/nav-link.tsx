import { useLocation, useRouter } from "@tanstack/react-router";
import { cn } from "../ui/cn.ts";
import { Tooltip } from "../ui/tooltip.tsx";
import type { NavItem } from "./nav-items.ts";

export interface NavLinkProps {
  item: NavItem;
  isFolded: boolean;
  onFollow: () => void;
}

export function NavLink({ item, isFolded, onFollow }: NavLinkProps) {
  const router = useRouter();
  const pathname = useLocation({ select: (location) => location.pathname });
  const isHere = item.path === "/" ? pathname === "/" : `${pathname}/`.startsWith(`${item.path}/`);
  const Icon = item.icon;
  const link = (
    <a
      href={item.path}
      aria-current={isHere ? "page" : undefined}
      aria-label={isFolded ? item.label : undefined}
      onPointerEnter={() => void router.preloadRoute({ to: item.path }).catch(() => undefined)}
      onClick={(event) => {
        // The browser keeps its own ways to open a link.
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        router.history.push(item.path);
        onFollow();
      }}
      className={cn(
        "flex h-8 items-center gap-2.5 rounded-md px-2 text-sm text-muted transition-colors duration-120 hover:bg-hover hover:text-text",
        "aria-[current]:bg-hover aria-[current]:font-medium aria-[current]:text-text forced-colors:aria-[current]:outline-1",
        isFolded && "w-8 justify-center",
      )}
    >
      <Icon aria-hidden className="size-4 shrink-0" />
      {!isFolded && <span className="truncate">{item.label}</span>}
    </a>
  );
  if (!isFolded && !item.keys) return link;
  return (
    <Tooltip side="right" content={isFolded ? item.label : "Go there"} keys={item.keys}>
      {link}
    </Tooltip>
  );
}
