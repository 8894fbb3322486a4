import type { UsageReport } from "@patchops/contract";
import { formatDuration } from "../../format/format-duration.ts";
import { formatNumber } from "../../format/format-number.ts";
import { formatDay } from "../../format/format-time.ts";
import { CallsChart } from "./calls-chart.tsx";
import { ChartFrame } from "./chart-frame.tsx";
import { beforeColor, type ChartGroup } from "./chart-groups.ts";
import { niceTicks, shareTicks } from "./nice-ticks.ts";
import { type ChartLine, SeriesLines } from "./series-lines.tsx";

const latency: readonly ChartLine[] = [
  { label: "p50", color: "var(--chart-1)", value: (point) => point.p50Ms },
  { label: "p95", color: "var(--chart-2)", dash: "5 3", value: (point) => point.p95Ms },
  { label: "p99", color: "var(--chart-4)", dash: "1.5 3", value: (point) => point.p99Ms },
];
const success: readonly ChartLine[] = [
  {
    label: "succeeded",
    color: "var(--chart-success)",
    value: (point) => (point.calls === 0 ? null : ((point.calls - point.failures) / point.calls) * 100),
  },
];

export interface UsageChartsProps {
  report: UsageReport;
  groups: readonly ChartGroup[];
  isCompared: boolean;
  onPick: (key: string) => void;
  onSpan: (fromMs: number, toMs: number) => void;
}

/** The page's three charts; a chunk of its own, since the chart library is large. */
export function UsageCharts({ report, groups, isCompared, onPick, onSpan }: UsageChartsProps) {
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <ChartFrame
        title="Calls"
        className="lg:col-span-2"
        detail={
          <>
            <ul className="flex min-w-0 flex-wrap gap-x-3 gap-y-1">
              {groups.map((group) => (
                <li key={group.key}>
                  <button
                    type="button"
                    disabled={group.key === "other"}
                    onClick={() => onPick(group.key)}
                    className="flex h-6 items-center gap-1.5 rounded-sm text-xs text-muted not-disabled:hover:text-text"
                  >
                    <span
                      className="size-2 rounded-xs forced-color-adjust-none"
                      style={{ backgroundColor: group.color }}
                    />
                    {group.label}
                  </button>
                </li>
              ))}
              {isCompared && (
                <li className="flex h-6 items-center gap-1.5 text-xs text-muted">
                  <span
                    className="size-2 rounded-xs opacity-45 forced-color-adjust-none"
                    style={{ backgroundColor: beforeColor }}
                  />
                  {formatDay(report.previous.from)} – {formatDay(report.previous.to)}, before
                </li>
              )}
            </ul>
            {!isCompared && (
              <span className="ml-auto text-xs text-muted max-sm:hidden">Drag to choose a span</span>
            )}
          </>
        }
      >
        <CallsChart report={report} groups={groups} isCompared={isCompared} onPick={onPick} onSpan={onSpan} />
      </ChartFrame>
      <ChartFrame title="Latency" detail={<Legend lines={latency} />}>
        <SeriesLines
          report={report}
          lines={latency}
          format={(value) => formatDuration(value).replace(/\.0+ s$/, " s")}
          formatTick={(value) =>
            value < 60_000
              ? formatDuration(value).replace(/\.0+ s$/, " s")
              : `${formatNumber(value / 1_000)} s`
          }
          ticksOf={(_lowest, highest) => niceTicks(highest)}
        />
      </ChartFrame>
      <ChartFrame title="Success rate">
        <SeriesLines
          report={report}
          lines={success}
          ticksOf={shareTicks}
          format={(value) => `${Number(value.toFixed(1))} %`}
        />
      </ChartFrame>
    </div>
  );
}

function Legend({ lines }: { lines: readonly ChartLine[] }) {
  return (
    <ul className="flex gap-3">
      {lines.map((line) => (
        <li key={line.label} className="flex items-center gap-1.5 text-xs text-muted">
          <svg aria-hidden viewBox="0 0 16 2" className="h-0.5 w-4">
            <line
              x1={0}
              x2={16}
              y1={1}
              y2={1}
              stroke={line.color}
              strokeWidth={2}
              {...(line.dash && { strokeDasharray: line.dash })}
            />
          </svg>
          {line.label}
        </li>
      ))}
    </ul>
  );
}
