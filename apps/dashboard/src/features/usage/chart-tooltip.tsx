import type { UsageReport } from "@patchops/contract";
import { pointLabel } from "./chart-groups.ts";

export interface TooltipLine {
  label: string;
  value: string;
  color: string;
}

export interface ChartTooltipProps {
  at: string;
  interval: UsageReport["interval"];
  lines: readonly TooltipLine[];
  sum?: string;
}

/** What stands under the pointer, as a small table. */
export function ChartTooltip({ at, interval, lines, sum }: ChartTooltipProps) {
  return (
    <div className="rounded-md bg-raised p-2 text-xs shadow-overlay forced-colors:border">
      <p className="flex justify-between gap-6 pb-1 font-medium">
        <span>{pointLabel(at, interval)}</span>
        {sum !== undefined && <span className="numbers">{sum}</span>}
      </p>
      {lines.map((line) => (
        <p key={line.label} className="flex items-center gap-2">
          <span
            className="size-2 shrink-0 rounded-xs forced-color-adjust-none"
            style={{ backgroundColor: line.color }}
          />
          <span className="max-w-48 truncate text-muted">{line.label}</span>
          <span className="numbers ml-auto pl-4">{line.value}</span>
        </p>
      ))}
    </div>
  );
}
