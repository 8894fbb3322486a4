import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn.ts";

export interface IconButtonProps extends Omit<ComponentProps<"button">, "children" | "aria-label"> {
  /** What it does, for those who do not see the icon; also its tooltip's words. */
  label: string;
  size?: "small" | "medium";
  children: ReactNode;
}

export function IconButton({ label, size = "medium", className, children, ...props }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      {...props}
      className={cn(
        "inline-flex shrink-0 items-center justify-center rounded-md text-muted transition-colors duration-120",
        "hover:bg-hover hover:text-text disabled:pointer-events-none disabled:opacity-50 aria-disabled:opacity-50",
        "data-popup-open:bg-hover data-popup-open:text-text [&_svg]:size-4",
        size === "small" ? "size-6" : "size-8",
        className,
      )}
    >
      {children}
    </button>
  );
}
