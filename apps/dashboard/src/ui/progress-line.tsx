import { cn } from "./cn.ts";
import { useDelayed } from "./use-delayed.ts";

/** The thin bar above rows that are shown while newer ones are fetched. Takes no height. */
export function ProgressLine({ isActive, className }: { isActive: boolean; className?: string }) {
  const isShown = useDelayed(isActive);
  return (
    <div aria-hidden className={cn("pointer-events-none relative z-10 h-0", className)}>
      {isShown && (
        <div className="absolute inset-x-0 top-0 h-0.5 overflow-hidden">
          <div className="h-full w-1/4 animate-[indeterminate_1.2s_linear_infinite] bg-accent" />
        </div>
      )}
    </div>
  );
}
