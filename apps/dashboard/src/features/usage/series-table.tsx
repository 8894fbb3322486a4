import type { UsageReport } from "@patchops/contract";
import { formatDuration } from "../../format/format-duration.ts";
import { formatNumber, formatShare } from "../../format/format-number.ts";
import { type ChartGroup, pointLabel } from "./chart-groups.ts";

export interface SeriesTableProps {
  report: UsageReport;
  groups: readonly ChartGroup[];
  /** Whether the range before stands beside it. */
  isCompared: boolean;
}

/** The charts' numbers as a table, newest first, without intervals in which nothing was called. */
export function SeriesTable({ report, groups, isCompared }: SeriesTableProps) {
  const points = report.series
    .filter((point) => point.calls > 0 || (isCompared && point.previousCalls > 0))
    .toReversed();
  const head = "px-2 py-1.5 text-right text-xs font-medium text-muted whitespace-nowrap";
  const cell = "numbers px-2 py-1.5 text-right whitespace-nowrap";
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <div tabIndex={0} className="max-h-112 overflow-auto rounded-lg border border-hairline -outline-offset-2">
      <table className="w-full text-sm">
        <caption className="sr-only">Calls, latency and success over time</caption>
        <thead className="sticky top-0 bg-background shadow-[0_1px_0_var(--hairline)]">
          <tr>
            <th scope="col" className={`${head} text-left!`}>
              {report.interval === "day" ? "Day" : "Hour"}
            </th>
            <th scope="col" className={head}>
              Calls
            </th>
            {isCompared && (
              <th scope="col" className={head}>
                Before
              </th>
            )}
            {groups.map((group) => (
              <th key={group.key} scope="col" className={head}>
                {group.label}
              </th>
            ))}
            {["Succeeded", "p50", "p95", "p99"].map((label) => (
              <th key={label} scope="col" className={head}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {points.map((point) => (
            <tr key={point.at} className="border-t border-hairline">
              <th scope="row" className="px-2 py-1.5 text-left font-normal whitespace-nowrap">
                {pointLabel(point.at, report.interval)}
              </th>
              <td className={cell}>{formatNumber(point.calls)}</td>
              {isCompared && <td className={cell}>{formatNumber(point.previousCalls)}</td>}
              {groups.map((group) => (
                <td key={group.key} className={cell}>
                  {formatNumber(point.groups[group.key] ?? 0)}
                </td>
              ))}
              <td className={cell}>{formatShare(point.calls - point.failures, point.calls)}</td>
              <td className={cell}>{formatDuration(point.p50Ms)}</td>
              <td className={cell}>{formatDuration(point.p95Ms)}</td>
              <td className={cell}>{formatDuration(point.p99Ms)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
