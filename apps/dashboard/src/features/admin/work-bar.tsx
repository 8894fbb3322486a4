import { formatNumber } from "../../format/format-number.ts";

/** How much of a work is done, by what is left of it. */
export function WorkBar({ label, total, left }: { label: string; total: number; left: number }) {
  const done = total - left;
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex justify-between gap-3 text-xs">
        <span>{label}</span>
        <span className="numbers text-muted">
          {formatNumber(done)} of {formatNumber(total)}
        </span>
      </div>
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={done}
        className="h-1.5 overflow-hidden rounded-full bg-hairline forced-colors:border"
      >
        <div
          className="h-full rounded-full bg-accent forced-colors:bg-[CanvasText]"
          style={{ width: `${(done / Math.max(1, total)) * 100}%` }}
        />
      </div>
    </div>
  );
}
