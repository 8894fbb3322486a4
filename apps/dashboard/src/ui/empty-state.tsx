import type { ReactNode } from "react";
import { cn } from "./cn.ts";

export interface EmptyStateProps {
  icon?: ReactNode;
  /** One sentence: what will stand here, and what brings it. */
  title: ReactNode;
  children?: ReactNode;
  /** The next step: one primary button, at most one more. */
  action?: ReactNode;
  className?: string;
}

export function EmptyState({ icon, title, children, action, className }: EmptyStateProps) {
  return (
    <div className={cn("flex flex-col items-center gap-1 px-4 py-12 text-center", className)}>
      {icon && <span className="mb-2 text-muted [&_svg]:size-5">{icon}</span>}
      <p className="text-base font-medium text-balance">{title}</p>
      {children && <div className="max-w-120 text-sm text-balance text-muted">{children}</div>}
      {action && <div className="mt-3 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
