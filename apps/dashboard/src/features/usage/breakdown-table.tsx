import type { UsageDimension, UsageReport } from "@patchops/contract";
import { useMemo } from "react";
import { useDensity } from "../../api/use-density.ts";
import { formatDuration } from "../../format/format-duration.ts";
import { formatNumber, formatShare } from "../../format/format-number.ts";
import { useGo } from "../../shell/use-go.ts";
import type { DataColumn } from "../../ui/data-table/data-column.ts";
import { DataTable } from "../../ui/data-table/data-table.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { stringifyFlatSearch } from "../../url-state/flat-search.ts";
import { formatSort, parseSort } from "../../url-state/sort-search.ts";
import { changeText } from "./change.ts";
import { dimensionLabels, keyLabel, rowsOfKey, sharedFilters } from "./dimension.ts";
import type { UsageSearch } from "./usage-search.ts";

type Row = UsageReport["breakdown"][number];

export interface BreakdownTableProps {
  report: UsageReport;
  dimension: UsageDimension;
  search: UsageSearch;
  onSort: (sort: string | undefined) => void;
}

/** A line a key; each opens its calls. */
export function BreakdownTable({ report, dimension, search, onSort }: BreakdownTableProps) {
  const go = useGo();
  const total = report.totals.calls;
  const columns = useMemo(() => columnsOf(dimension, total, search), [dimension, total, search]);
  // What was called before and is no more is of interest beside what was before.
  const rows = useMemo(
    () => report.breakdown.filter(({ calls }) => calls > 0 || search.compare === true),
    [report, search.compare],
  );
  const path = (row: Row) =>
    `/activity${stringifyFlatSearch({ ...sharedFilters(search), ...rowsOfKey(dimension, row.key) })}`;
  return (
    <DataTable
      id={`usage-${dimension}`}
      label={`Calls by ${dimensionLabels[dimension].toLowerCase()}`}
      rows={rows}
      columns={columns}
      rowId={(row) => row.key}
      rowPath={path}
      onOpen={(row) => go(path(row))}
      density={useDensity()}
      sort={parseSort(search.sort)}
      onSortChange={(sort) => onSort(formatSort(sort))}
    />
  );
}

function columnsOf(dimension: UsageDimension, total: number, search: UsageSearch): DataColumn<Row>[] {
  const number = (
    id: string,
    header: string,
    value: (row: Row) => number | null,
    write: (row: Row) => string,
  ): DataColumn<Row> => ({
    id,
    header,
    widthPx: 88,
    align: "end",
    sortValue: value,
    cell: (row) => <span className="numbers">{write(row)}</span>,
  });
  return [
    {
      id: "key",
      header: dimensionLabels[dimension],
      widthPx: 200,
      isGrowing: true,
      narrow: "title",
      sortValue: (row) => keyLabel(dimension, row.key, row.label).toLowerCase(),
      cell: (row) => (
        <span className={dimension === "tool" ? "code text-xs" : undefined}>
          {keyLabel(dimension, row.key, row.label)}
        </span>
      ),
    },
    {
      id: "share",
      header: "Share",
      widthPx: 128,
      narrow: "detail",
      sortValue: (row) => row.calls,
      cell: (row) => (
        <span className="flex items-center gap-2">
          <span aria-hidden className="h-1.5 w-14 rounded-full bg-hairline max-sm:hidden">
            <span
              className="block h-full rounded-full bg-accent forced-colors:bg-[CanvasText]"
              style={{ width: `${total === 0 ? 0 : (row.calls / total) * 100}%` }}
            />
          </span>
          <span className="numbers">{formatShare(row.calls, total)}</span>
        </span>
      ),
    },
    {
      ...number(
        "calls",
        "Calls",
        (row) => row.calls,
        (row) => formatNumber(row.calls),
      ),
      narrow: "end",
    },
    {
      ...number(
        "change",
        "Change",
        (row) => row.calls - row.previousCalls,
        (row) => changeText(row.calls, row.previousCalls),
      ),
      narrow: "detail",
    },
    {
      id: "failures",
      header: "Failures",
      widthPx: 88,
      align: "end",
      sortValue: (row) => row.failures,
      cell: (row) =>
        row.failures === 0 ? (
          <span className="numbers text-muted">0</span>
        ) : (
          <TextLink
            to="/activity"
            search={{ ...sharedFilters(search), ...rowsOfKey(dimension, row.key), failed: true }}
            className="numbers relative z-1"
          >
            {formatNumber(row.failures)}
          </TextLink>
        ),
    },
    number(
      "p50",
      "p50",
      (row) => row.p50Ms,
      (row) => formatDuration(row.p50Ms),
    ),
    {
      ...number(
        "p95",
        "p95",
        (row) => row.p95Ms,
        (row) => formatDuration(row.p95Ms),
      ),
      narrow: "detail",
    },
    number(
      "p99",
      "p99",
      (row) => row.p99Ms,
      (row) => formatDuration(row.p99Ms),
    ),
  ];
}
