import type { UsageReport } from "@patchops/contract";
import { CartesianGrid, Tooltip, XAxis, YAxis } from "recharts";
import { tickLabel } from "./chart-groups.ts";
import { ChartTooltip, type TooltipLine } from "./chart-tooltip.tsx";

const axisTick = { fill: "var(--muted)", fontSize: 11, fontFamily: "var(--font-mono)" };

type Point = UsageReport["series"][number];

export interface ChartAxesProps {
  report: UsageReport;
  /** Of the value axis, lowest first. */
  ticks: readonly number[];
  format: (value: number) => string;
  /** Room for the value axis' words. */
  widthPx: number;
  /** Room at the ends of the time axis, where a point would be cut. */
  padding?: { left: number; right: number };
  /** `band` behind bars, `line` through points. */
  cursor: "band" | "line";
  /** What stands under the pointer; nothing for a point without anything to say. */
  read: (point: Point) => { lines: readonly TooltipLine[]; sum?: string } | null;
}

/** Grid, both axes and the table under the pointer: what every chart over time has. */
export function ChartAxes({ report, ticks, format, widthPx, padding, cursor, read }: ChartAxesProps) {
  const { series, interval } = report;
  // Clock times alone would say nothing over several days.
  const midnights =
    interval === "hour" ? series.map(({ at }) => at).filter((at) => new Date(at).getUTCHours() === 0) : [];
  return (
    <>
      <CartesianGrid vertical={false} stroke="var(--hairline)" />
      <XAxis
        dataKey="at"
        {...(midnights.length > 2 && { ticks: midnights })}
        tickFormatter={(at: string) => tickLabel(at, midnights.length > 2 ? "day" : interval)}
        tick={axisTick}
        tickLine={false}
        axisLine={{ stroke: "var(--hairline)" }}
        minTickGap={32}
        height={20}
        {...(padding && { padding })}
      />
      <YAxis
        width={widthPx}
        ticks={ticks}
        domain={[ticks[0] ?? 0, ticks.at(-1) ?? 1]}
        tickFormatter={format}
        tick={axisTick}
        tickLine={false}
        axisLine={false}
      />
      <Tooltip
        isAnimationActive={false}
        cursor={cursor === "band" ? { fill: "var(--hover)" } : { stroke: "var(--control)" }}
        content={({ active, label }) => {
          const point = series.find((entry) => entry.at === label);
          const text = active && point ? read(point) : null;
          return point && text ? <ChartTooltip at={point.at} interval={interval} {...text} /> : null;
        }}
      />
    </>
  );
}
