import type { ReactNode } from "react";
import { cn } from "./cn.ts";

export type Tone = "neutral" | "accent" | "ok" | "warning" | "error";

const tones: Record<Tone, string> = {
  neutral: "bg-surface text-muted ring-1 ring-hairline ring-inset",
  accent: "bg-accent-tint text-link",
  ok: "bg-ok-tint text-ok",
  warning: "bg-warning-tint text-warning",
  error: "bg-error-tint text-error",
};

/** A short fact about a thing: `demo`, `read-only`. Status is a `StatusBadge`. */
export function Badge({
  tone = "neutral",
  className,
  children,
}: {
  tone?: Tone;
  className?: string;
  children: ReactNode;
}) {
  return (
    <span
      className={cn(
        "inline-flex h-5 items-center gap-1 align-middle rounded-sm px-1.5 text-xs whitespace-nowrap forced-colors:border",
        tones[tone],
        className,
      )}
    >
      {children}
    </span>
  );
}
