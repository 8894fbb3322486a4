import { cn } from "./cn.ts";
import { Skeleton } from "./skeleton.tsx";

/** The place of a bordered part: its outline stands already, a full grey area would be louder than what comes. */
export function SkeletonPanel({ className }: { className?: string }) {
  return (
    <div
      aria-hidden
      className={cn("flex min-w-0 flex-col gap-3 rounded-lg border border-hairline p-4", className)}
    >
      <Skeleton className="h-3 w-28" />
      <Skeleton className="h-3 w-56 max-w-full" />
    </div>
  );
}
