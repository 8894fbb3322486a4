import type { UsageReport } from "@patchops/contract";
import { Line, LineChart, ResponsiveContainer } from "recharts";
import { ChartAxes } from "./chart-axes.tsx";

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
  /** On the axis, where there is room for a few characters; `format` if left out. */
  formatTick?: (value: number) => string;
  /** Of the axis, from the lowest and highest value shown. */
  ticksOf: (lowest: number, highest: number) => number[];
}

/** Lines over time; an interval without calls is a gap, not a zero. */
export function SeriesLines({ report, lines, format, formatTick = format, ticksOf }: SeriesLinesProps) {
  const { series } = report;
  const values = series.flatMap((point) => lines.flatMap((line) => line.value(point) ?? []));
  const ticks = ticksOf(Math.min(...values, Number.MAX_VALUE), Math.max(0, ...values));
  return (
    <ResponsiveContainer width="100%" height={160}>
      <LineChart data={series} margin={{ top: 4, right: 4, bottom: 0, left: 0 }}>
        <ChartAxes
          report={report}
          ticks={ticks}
          format={formatTick}
          widthPx={56}
          padding={{ left: 12, right: 20 }}
          cursor="line"
          read={(point) =>
            point.calls === 0
              ? null
              : {
                  lines: lines.map((line) => {
                    const value = line.value(point);
                    return {
                      label: line.label,
                      color: line.color,
                      value: value === null ? "–" : format(value),
                    };
                  }),
                }
          }
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
