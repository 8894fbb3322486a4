import type { ReactNode } from "react";
import { cn } from "./cn.ts";

export interface Fact {
  label: string;
  /** Nothing leaves the line out. */
  value: ReactNode;
}

/** What is known of a thing, a line each: the name on the left, the value on the right. */
export function Facts({ facts, className }: { facts: readonly Fact[]; className?: string }) {
  return (
    <dl className={cn("grid grid-cols-[minmax(5rem,auto)_minmax(0,1fr)] gap-x-4 gap-y-2 text-sm", className)}>
      {facts
        .filter(({ value }) => value !== null && value !== undefined && value !== false)
        .map(({ label, value }) => (
          <div key={label} className="contents">
            <dt className="text-muted">{label}</dt>
            <dd className="min-w-0 wrap-anywhere">{value}</dd>
          </div>
        ))}
    </dl>
  );
}
