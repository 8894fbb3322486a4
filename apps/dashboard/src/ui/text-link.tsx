import { createLink } from "@tanstack/react-router";
import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

function Anchor({ className, children, ...props }: ComponentProps<"a">) {
  return (
    <a {...props} className={cn("text-link underline-offset-2 hover:underline", className)}>
      {children}
    </a>
  );
}

/** A link among words, to a page of ours. */
export const TextLink = createLink(Anchor);
