import { cn } from "./cn.ts";

export interface SparklineProps {
  /** Oldest first. */
  values: readonly number[];
  /** What it shows, with its numbers: it has no axis. */
  label: string;
  className?: string;
}

/** One thin bar a value; nothing is a hairline on the ground. */
export function Sparkline({ values, label, className }: SparklineProps) {
  const highest = Math.max(1, ...values);
  const height = 20;
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${values.length * 4} ${height}`}
      preserveAspectRatio="none"
      className={cn("h-5 w-24", className)}
    >
      {values.map((value, index) => {
        const bar = value === 0 ? 1 : Math.max(2, (value / highest) * height);
        return (
          <rect
            key={index}
            x={index * 4}
            y={height - bar}
            width={3}
            height={bar}
            className={value === 0 ? "fill-hairline" : "fill-accent forced-colors:fill-[CanvasText]"}
          />
        );
      })}
    </svg>
  );
}
