import type { ReactNode } from "react";
import { cn } from "./cn.ts";
import { VisibleText } from "./visible-text.tsx";

export interface DecisionCardProps {
  /** What is to be decided, in words. */
  label: string;
  /** The name of what it is about, as it is written elsewhere; or the question, in words. */
  title: string;
  isQuestion?: boolean;
  badge: ReactNode;
  /** On the right of the title: how old it is, how long it lasts. */
  aside: ReactNode;
  children: ReactNode;
}

/** Something that waits for a person's word: what exactly, its facts, the answers. */
export function DecisionCard({
  label,
  title,
  isQuestion = false,
  badge,
  aside,
  children,
}: DecisionCardProps) {
  return (
    <article
      aria-label={label}
      // J and K put the focus here.
      tabIndex={-1}
      className="flex scroll-my-4 flex-col gap-3 rounded-lg border border-hairline p-4 focus:outline-2 focus:outline-focus"
    >
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className={cn("min-w-0 text-sm font-medium wrap-anywhere", !isQuestion && "code")}>
          <VisibleText>{title}</VisibleText>
        </h2>
        {badge}
        <span className="ml-auto text-xs text-muted">{aside}</span>
      </header>
      {children}
    </article>
  );
}
