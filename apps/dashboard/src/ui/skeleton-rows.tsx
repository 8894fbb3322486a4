import { cn } from "./cn.ts";
import { Skeleton } from "./skeleton.tsx";

export interface SkeletonRowsProps {
  rows: number;
  /** `h-9` for one line a row, `h-15` for two. */
  rowClassName?: string;
  /** Stand alone, without the frame of a list. */
  isBare?: boolean;
  className?: string;
}

const widths = ["w-40", "w-28", "w-48", "w-36"];

/** The place of a list whose rows are not known yet. */
export function SkeletonRows({ rows, rowClassName = "h-9", isBare = false, className }: SkeletonRowsProps) {
  return (
    <div
      aria-hidden
      className={cn(!isBare && "divide-y divide-hairline rounded-lg border border-hairline", className)}
    >
      {Array.from({ length: rows }, (_, index) => (
        <div
          key={index}
          className={cn("flex items-center justify-between gap-6", isBare ? "px-1" : "px-4", rowClassName)}
        >
          <Skeleton className={cn("h-3 min-w-0", widths[index % widths.length])} />
          <Skeleton className="h-3 w-12 shrink-0" />
        </div>
      ))}
    </div>
  );
}
