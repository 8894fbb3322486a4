import type { UsageReport } from "@patchops/contract";
import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { axisTick } from "./chart-axis.ts";
import { tickLabel } from "./chart-groups.ts";
import { ChartTooltip } from "./chart-tooltip.tsx";

type Point = UsageReport["series"][number];

export interface ChartLine {
  label: string;
  color: string;
  /** So that lines are told apart without colour. */
  dash?: string;
  value: (point: Point) => number | null;
}

export interface SeriesLinesProps {
  report: UsageReport;
  lines: readonly ChartLine[];
  format: (value: number) => string;
  /** Of the axis, from the lowest and highest value shown. */
  ticksOf: (lowest: number, highest: number) => number[];
}

/** Lines over time; an interval without calls is a gap, not a zero. */
export function SeriesLines({ report, lines, format, ticksOf }: SeriesLinesProps) {
  const { series, interval } = report;
  const values = series.flatMap((point) => lines.flatMap((line) => line.value(point) ?? []));
  const ticks = ticksOf(Math.min(...values, Number.MAX_VALUE), Math.max(0, ...values));
  return (
    <ResponsiveContainer width="100%" height={160}>
      <LineChart data={series} margin={{ top: 4, right: 4, bottom: 0, left: 0 }}>
        <CartesianGrid vertical={false} stroke="var(--hairline)" />
        <XAxis
          dataKey="at"
          tickFormatter={(at: string) => tickLabel(at, interval)}
          tick={axisTick}
          tickLine={false}
          axisLine={{ stroke: "var(--hairline)" }}
          minTickGap={32}
          height={20}
          padding={{ left: 12, right: 20 }}
        />
        <YAxis
          width={56}
          ticks={ticks}
          domain={[ticks[0] ?? 0, ticks.at(-1) ?? 1]}
          tickFormatter={format}
          tick={axisTick}
          tickLine={false}
          axisLine={false}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: "var(--control)" }}
          content={({ active, label }) => {
            const point = series.find((entry) => entry.at === label);
            if (!active || !point || point.calls === 0) return null;
            return (
              <ChartTooltip
                at={point.at}
                interval={interval}
                lines={lines.map((line) => {
                  const value = line.value(point);
                  return {
                    label: line.label,
                    color: line.color,
                    value: value === null ? "–" : format(value),
                  };
                })}
              />
            );
          }}
        />
        {lines.map((line) => (
          <Line
            key={line.label}
            name={line.label}
            dataKey={line.value}
            stroke={line.color}
            strokeWidth={1.5}
            {...(line.dash && { strokeDasharray: line.dash })}
            dot={series.length <= 48 ? { r: 2, strokeWidth: 0, fill: line.color } : false}
            activeDot={{ r: 3, strokeWidth: 0, fill: line.color }}
            isAnimationActive={false}
          />
        ))}
      </LineChart>
    </ResponsiveContainer>
  );
}
