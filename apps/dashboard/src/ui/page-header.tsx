import type { ReactNode } from "react";
import { cn } from "./cn.ts";

export interface PageHeaderProps {
  title: string;
  /** Links back to the lists this page was reached from, with their filters. */
  breadcrumbs?: ReactNode;
  /** Beside the title: a status, a badge. */
  badge?: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  className?: string;
}

/** The head of every page; it also names the browser's tab. */
export function PageHeader({ title, breadcrumbs, badge, description, actions, className }: PageHeaderProps) {
  return (
    <header className={cn("flex flex-wrap items-start gap-x-4 gap-y-2 pb-4", className)}>
      <title>{`${title} · PatchOps`}</title>
      <div className="min-w-0 grow">
        {breadcrumbs && (
          <nav aria-label="Breadcrumbs" className="mb-0.5 text-sm text-muted">
            {breadcrumbs}
          </nav>
        )}
        <div className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="text-xl font-semibold tracking-tight wrap-anywhere">{title}</h1>
          {badge}
        </div>
        {description && <div className="text-sm text-muted">{description}</div>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  );
}
