import type { ComponentProps } from "react";
import { cn } from "./cn.ts";
import { controlClassName } from "./input.tsx";

/** Grows with its text up to `max-h`, then scrolls. */
export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  return (
    <textarea
      rows={3}
      {...props}
      className={cn(
        controlClassName,
        "field-sizing-content max-h-96 min-h-16 resize-y px-2.5 py-1.5",
        className,
      )}
    />
  );
}
