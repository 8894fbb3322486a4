import { Link, type LinkProps, useLocation } from "@tanstack/react-router";
import type { LucideIcon } from "lucide-react";
import { useEffect, useRef } from "react";
import { useMedia } from "../ui/use-media.ts";

export interface SubNavItem {
  to: NonNullable<LinkProps["to"]>;
  label: string;
  icon: LucideIcon;
}

/** The pages of a section: a column beside them, a row above them on narrow screens. */
export function SubNav({ label, items }: { label: string; items: readonly SubNavItem[] }) {
  const nav = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const isRow = useMedia("(width < 48rem)");
  // In the row the page that is open may stand beyond the edge, also when the column becomes one.
  useEffect(() => {
    const current = nav.current?.querySelector(`[href="${pathname}"]`);
    current?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [pathname, isRow]);
  return (
    <nav
      ref={nav}
      aria-label={label}
      className="-mx-4 flex gap-1 overflow-x-auto border-b border-hairline px-4 pb-2 [scrollbar-width:none] md:mx-0 md:w-44 md:shrink-0 md:flex-col md:gap-px md:overflow-visible md:border-b-0 md:px-0"
    >
      {items.map(({ to, label: name, icon: Icon }) => (
        <Link
          key={to}
          to={to}
          className="flex h-8 shrink-0 items-center gap-2.5 rounded-md px-2 text-sm text-muted transition-colors duration-120 hover:bg-hover hover:text-text aria-[current=page]:bg-hover aria-[current=page]:font-medium aria-[current=page]:text-text forced-colors:aria-[current=page]:outline-1"
        >
          <Icon aria-hidden className="size-4 shrink-0" />
          {name}
        </Link>
      ))}
    </nav>
  );
}
