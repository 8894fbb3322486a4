import type { ReactNode } from "react";
import { cn } from "./cn.ts";

interface Fact {
  label: string;
  /** Nothing leaves the line out. */
  value: ReactNode;
}

export interface FactsProps {
  facts: readonly Fact[];
  /** Names the list for those who do not see where it stands. */
  label?: string;
  className?: string;
}

/** What is known of a thing, a line each: the name on the left, the value on the right. */
export function Facts({ facts, label, className }: FactsProps) {
  return (
    <dl
      aria-label={label}
      className={cn(
        "grid grid-cols-[minmax(5rem,max-content)_minmax(0,1fr)] gap-x-4 gap-y-2 text-sm",
        className,
      )}
    >
      {facts
        .filter(({ value }) => value !== null && value !== undefined && value !== false)
        .map((fact) => (
          <div key={fact.label} className="contents">
            <dt className="text-muted">{fact.label}</dt>
            <dd className="min-w-0 wrap-anywhere">{fact.value}</dd>
          </div>
        ))}
    </dl>
  );
}
