import { Link, type LinkProps, useLocation } from "@tanstack/react-router";
import type { LucideIcon } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useMedia } from "../ui/use-media.ts";

export interface SubNavItem {
  to: NonNullable<LinkProps["to"]>;
  label: string;
  icon: LucideIcon;
}

/** The pages of a section: a column beside them, on narrow screens a row above them, faded at the edges beyond which it goes on. */
export function SubNav({ label, items }: { label: string; items: readonly SubNavItem[] }) {
  const nav = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const isRow = useMedia("(width < 48rem)");
  const [beyond, setBeyond] = useState({ before: false, after: false });
  const look = () => {
    const { scrollLeft = 0, clientWidth = 0, scrollWidth = 0 } = nav.current ?? {};
    setBeyond({ before: scrollLeft > 1, after: scrollLeft + clientWidth < scrollWidth - 1 });
  };
  // In the row the page that is open may stand beyond the edge, also when the column becomes one.
  useEffect(() => {
    const current = nav.current?.querySelector(`[href="${pathname}"]`);
    current?.scrollIntoView({ block: "nearest", inline: "center" });
    const sizes = new ResizeObserver(look);
    if (nav.current) sizes.observe(nav.current);
    return () => sizes.disconnect();
  }, [pathname, isRow]);
  return (
    <nav
      ref={nav}
      aria-label={label}
      data-before={beyond.before || undefined}
      data-after={beyond.after || undefined}
      onScroll={look}
      className="-mx-4 flex gap-1 [--after:0px] [--before:0px] data-after:[--after:3rem] data-before:[--before:3rem] max-md:[mask-image:linear-gradient(to_right,transparent,#000_var(--before),#000_calc(100%-var(--after)),transparent)] overflow-x-auto border-b border-hairline px-4 pb-2 [scrollbar-width:none] md:mx-0 md:w-44 md:shrink-0 md:flex-col md:gap-px md:overflow-visible md:border-b-0 md:px-0"
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
