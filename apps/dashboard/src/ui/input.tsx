import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

/** The look of every text control. */
export const controlClassName = cn(
  "w-full min-w-0 rounded-md border border-control bg-background text-base text-text",
  "transition-colors duration-120 hover:border-text/60",
  "focus-visible:border-focus focus-visible:outline-1 focus-visible:outline-offset-0",
  "disabled:border-hairline disabled:bg-surface disabled:text-muted",
  "[&:is(input,textarea):read-only]:bg-surface aria-invalid:border-error",
);

export function Input({ className, ...props }: ComponentProps<"input">) {
  return <input type="text" {...props} className={cn(controlClassName, "h-8 px-2.5", className)} />;
}
