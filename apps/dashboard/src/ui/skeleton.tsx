import { cn } from "./cn.ts";

/** Holds the place of what comes, in its final size (give it by `className`). */
export function Skeleton({ className }: { className?: string }) {
  return (
    <span
      aria-hidden
      className={cn("block animate-[shimmer_1.6s_ease-in-out_infinite] rounded-sm bg-hairline", className)}
    />
  );
}
