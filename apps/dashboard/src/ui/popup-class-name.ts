import { cn } from "./cn.ts";

/** The surface of everything that floats: menus, lists, popovers. */
export const popupClassName = cn(
  "rounded-lg bg-raised text-text shadow-overlay outline-hidden",
  "origin-(--transform-origin) transition-[opacity,scale] duration-180 ease-out",
  "data-starting-style:scale-98 data-starting-style:opacity-0 data-ending-style:scale-98 data-ending-style:opacity-0",
  "forced-colors:border",
);

/** One line of a menu or list. */
export const popupItemClassName = cn(
  "flex min-h-7 cursor-default items-center gap-2 rounded-md px-2 py-1 text-sm outline-hidden select-none",
  "data-highlighted:bg-hover data-disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0",
  "forced-colors:data-highlighted:bg-[Highlight] forced-colors:data-highlighted:text-[HighlightText]",
);
