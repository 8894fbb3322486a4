import type { UsageReport } from "@patchops/contract";
import { useMemo, useRef, useState } from "react";
import { Bar, BarChart, ReferenceArea, ResponsiveContainer } from "recharts";
import { formatCompact, formatNumber } from "../../format/format-number.ts";
import { ChartAxes } from "./chart-axes.tsx";
import { beforeColor, type ChartGroup } from "./chart-groups.ts";
import { niceTicks } from "./nice-ticks.ts";

/** The interval under the pointer, as the series names it. */
function pointOf(label: string | number | undefined): string | undefined {
  return typeof label === "string" ? label : undefined;
}

export interface CallsChartProps {
  report: UsageReport;
  groups: readonly ChartGroup[];
  /** Whether the range before stands beside it. */
  isCompared: boolean;
  onPick: (key: string) => void;
  /** The span that was dragged over, in Unix milliseconds. */
  onSpan: (fromMs: number, toMs: number) => void;
}

const lengthMs = { hour: 3_600_000, day: 86_400_000 };

const before = (point: UsageReport["series"][number]) => point.previousCalls;

/** Calls over time, stacked by what they are grouped by. A click narrows, a drag chooses a span. */
export function CallsChart({ report, groups, isCompared, onPick, onSpan }: CallsChartProps) {
  const pressed = useRef<string>(undefined);
  const [drag, setDrag] = useState<{ from: string; to: string }>();
  // A value reader that is new makes new bars, and a click on a bar that is replaced meanwhile is none.
  const bars = useMemo(
    () =>
      groups.map((group) => ({
        ...group,
        value: (point: UsageReport["series"][number]) => point.groups[group.key] ?? 0,
      })),
    [groups],
  );
  const { series, interval } = report;
  // Calls are whole: a step below one would say nothing.
  const ticks = niceTicks(
    Math.max(4, ...series.map((point) => Math.max(point.calls, isCompared ? point.previousCalls : 0))),
  );
  const [start, end] = drag && drag.from > drag.to ? [drag.to, drag.from] : [drag?.from, drag?.to];
  const finish = () => {
    pressed.current = undefined;
    setDrag(undefined);
    if (start === undefined || end === undefined || start === end) return;
    onSpan(Date.parse(start), Date.parse(end) + lengthMs[interval]);
  };
  return (
    <ResponsiveContainer width="100%" height={220}>
      <BarChart
        data={series}
        margin={{ top: 4, right: 12, bottom: 0, left: 0 }}
        barCategoryGap={series.length > 60 ? 1 : "18%"}
        barGap={1}
        onMouseDown={(state) => {
          pressed.current = pointOf(state.activeLabel);
        }}
        onMouseMove={(state) => {
          const from = pressed.current;
          const to = pointOf(state.activeLabel);
          if (from !== undefined && to !== undefined && (drag !== undefined || from !== to))
            setDrag({ from, to });
        }}
        onMouseUp={finish}
        onMouseLeave={() => {
          pressed.current = undefined;
          setDrag(undefined);
        }}
        className="select-none [&_.recharts-layer]:outline-none"
      >
        <ChartAxes
          report={report}
          ticks={ticks}
          format={formatCompact}
          widthPx={40}
          cursor="band"
          read={(point) => ({
            sum: formatNumber(point.calls),
            lines: [
              ...groups
                .filter((group) => point.groups[group.key])
                .map((group) => ({
                  label: group.label,
                  color: group.color,
                  value: formatNumber(point.groups[group.key] ?? 0),
                })),
              ...(isCompared
                ? [{ label: "Before", color: beforeColor, value: formatNumber(point.previousCalls) }]
                : []),
            ],
          })}
        />
        {bars.map((group) => (
          <Bar
            key={group.key}
            dataKey={group.value}
            name={group.label}
            stackId="calls"
            fill={group.color}
            isAnimationActive={false}
            maxBarSize={48}
            onClick={() => drag === undefined && onPick(group.key)}
          />
        ))}
        {isCompared && (
          <Bar
            dataKey={before}
            name="Before"
            stackId="before"
            fill={beforeColor}
            fillOpacity={0.45}
            isAnimationActive={false}
            maxBarSize={48}
          />
        )}
        {start !== undefined && end !== undefined && start !== end && (
          <ReferenceArea x1={start} x2={end} fill="var(--accent)" fillOpacity={0.14} />
        )}
      </BarChart>
    </ResponsiveContainer>
  );
}
