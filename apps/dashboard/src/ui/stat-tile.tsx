import { ArrowDown, ArrowUp } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import { cloneElement } from "react";
import { cn } from "./cn.ts";
import { Skeleton } from "./skeleton.tsx";

export interface StatTileProps {
  label: string;
  /** Already formatted; undefined while it loads. */
  value: ReactNode | undefined;
  /** A line under it: the range, the plan's limit. */
  detail?: ReactNode;
  /** Against the range before, as a share: 0.12 is `12 %` up. */
  change?: number | null | undefined;
  /** A small chart on the right. */
  chart?: ReactNode;
  /** The link to the rows behind the number; its text is the tile. */
  link?: ReactElement<{ className?: string; children?: ReactNode }>;
  className?: string;
}

export function StatTile({ label, value, detail, change, chart, link, className }: StatTileProps) {
  const look = cn(
    "flex min-w-0 flex-col gap-1 rounded-lg border border-hairline bg-background px-4 py-3",
    link && "transition-colors duration-120 hover:border-control",
    className,
  );
  const content = (
    <>
      <span className="text-xs text-muted">{label}</span>
      <span className="flex items-end justify-between gap-3">
        {value === undefined ? (
          <Skeleton className="my-1 h-5 w-20" />
        ) : (
          <span className="numbers text-xl font-medium tracking-tight">{value}</span>
        )}
        {chart}
      </span>
      <span className="flex min-h-4 items-center gap-2 text-xs text-muted">
        {change !== undefined && change !== null && Math.abs(change) >= 0.005 && (
          <span className="numbers inline-flex items-center">
            {change > 0 ? (
              <ArrowUp aria-label="up" className="size-3" />
            ) : (
              <ArrowDown aria-label="down" className="size-3" />
            )}
            {change >= 9.995 ? `×${(change + 1).toFixed(0)}` : `${Math.abs(change * 100).toFixed(0)} %`}
          </span>
        )}
        {detail}
      </span>
    </>
  );
  return link ? (
    cloneElement(link, { className: look, children: content })
  ) : (
    <div className={look}>{content}</div>
  );
}
