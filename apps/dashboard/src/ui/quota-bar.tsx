import { formatCompact, formatNumber } from "../format/format-number.ts";
import { cn } from "./cn.ts";

export interface QuotaBarProps {
  /** What is counted, in a plural that ends in s: `calls`. */
  noun: string;
  used: number;
  /** null: no limit; then only the count is shown. */
  limit: number | null;
  /** Where no more is let through, when that lies beyond the limit: it is paid for until then. null = nowhere. */
  stopsAt?: number | null;
  /** `in 6 d`, a forecast; stands on the right. */
  detail?: string;
  /** `small` in the sidebar. */
  size?: "small" | "medium";
  className?: string;
}

export function QuotaBar({
  noun,
  used,
  limit,
  stopsAt = limit,
  detail,
  size = "medium",
  className,
}: QuotaBarProps) {
  const share = limit === null ? 0 : Math.min(1, used / Math.max(1, limit));
  const ofAll = stopsAt === null ? 0 : used / Math.max(1, stopsAt);
  const tone = ofAll >= 1 ? "bg-error" : ofAll >= 0.8 ? "bg-warning" : "bg-accent";
  const format = size === "small" ? formatCompact : formatNumber;
  return (
    <div className={cn("flex flex-col gap-1.5", className)}>
      <div className="flex items-baseline justify-between gap-3 text-xs">
        <span>
          <span className="numbers text-text">{format(used)}</span>
          <span className="text-muted">
            {limit === null
              ? ` ${used === 1 ? noun.slice(0, -1) : noun} this month`
              : ` of ${format(limit)} ${noun}`}
          </span>
        </span>
        {detail && <span className="text-muted">{detail}</span>}
      </div>
      {limit !== null && (
        // biome-ignore lint/a11y/useSemanticElements: browsers draw their own <meter>, in their own colours.
        <div
          role="meter"
          aria-label={`${noun} used`}
          aria-valuemin={0}
          aria-valuemax={limit}
          aria-valuenow={Math.min(used, limit)}
          aria-valuetext={`${formatNumber(used)} of ${formatNumber(limit)} ${noun}`}
          className="h-1.5 overflow-hidden rounded-full bg-hairline forced-colors:border"
        >
          <div
            className={cn("h-full rounded-full forced-colors:bg-[CanvasText]", tone)}
            style={{ width: `${share * 100}%` }}
          />
        </div>
      )}
    </div>
  );
}
