import { type ColumnDef, type RowData, type Row as TableRow, useTable } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef } from "react";
import type { Sort } from "../../url-state/sort-search.ts";
import { cn } from "../cn.ts";
import { ProgressLine } from "../progress-line.tsx";
import { useIsNarrow } from "../use-is-narrow.ts";
import { type DataColumn, initialColumns } from "./data-column.ts";
import { DataRow } from "./data-row.tsx";
import { DataTableHeader } from "./data-table-header.tsx";
import { LoadMore } from "./load-more.tsx";
import { NarrowRow } from "./narrow-row.tsx";
import { type Features, features } from "./table-features.ts";
import { useColumnWidths } from "./use-column-widths.ts";
import { useRowKeys } from "./use-row-keys.ts";

export interface DataTableProps<Row> {
  /** Names the table, and the place where its widths are kept. */
  id: string;
  label: string;
  rows: readonly Row[];
  /** Keep it outside the component or memoize it. */
  columns: readonly DataColumn<Row>[];
  rowId: (row: Row) => string;
  /** Every row is a link: this is its address. */
  rowPath: (row: Row) => string;
  /** A plain click or Enter; other ways to open a link stay the browser's. */
  onOpen: (row: Row) => void;
  /** The row whose panel is open; J and K then step the panel. */
  openId?: string | undefined;
  sort?: Sort | undefined;
  onSortChange?: (sort: Sort | undefined) => void;
  /** The rows arrive in order. */
  isSortedByServer?: boolean;
  /** Ids in their order; without it those not hidden at first. */
  visibleColumns?: readonly string[] | undefined;
  selected?: ReadonlySet<string>;
  onSelectedChange?: (selected: ReadonlySet<string>) => void;
  density?: "normal" | "compact";
  /** Asked for when the end comes near; leave out at the last page. */
  onLoadMore?: (() => void) | undefined;
  isLoadingMore?: boolean;
  /** Newer rows are being fetched. */
  isStale?: boolean;
  /** Fills its parent's height and scrolls inside it; for lists without an end. */
  isFilling?: boolean;
  /** The distance from the top in px; live lists pause when it is not 0. */
  onScroll?: (topPx: number) => void;
  className?: string;
}

const words = new Intl.Collator("en", { numeric: true });

function compareValues(a: unknown, b: unknown): number {
  return typeof a === "number" && typeof b === "number" ? a - b : words.compare(String(a), String(b));
}

const heights = { normal: 36, compact: 28 };
const narrowHeight = 56;

/** Rows of any number: only those in view are in the page. */
export function DataTable<Row extends RowData>(props: DataTableProps<Row>) {
  const { id, label, rows, columns, rowId, onOpen, openId, sort, selected, density = "normal" } = props;
  const isNarrow = useIsNarrow();
  const scroller = useRef<HTMLDivElement>(null);
  const [widths, setWidths] = useColumnWidths(id);
  const visible = useMemo(
    () =>
      (props.visibleColumns ?? initialColumns(columns)).filter((columnId) =>
        columns.some((column) => column.id === columnId),
      ),
    [props.visibleColumns, columns],
  );

  const definitions = useMemo(
    () =>
      columns.map(
        (column): ColumnDef<Features, Row> => ({
          id: column.id,
          header: column.header,
          accessorFn: (row) => column.sortValue?.(row) ?? undefined,
          sortFn: (a, b, columnId) => compareValues(a.getValue(columnId), b.getValue(columnId)),
          sortUndefined: "last",
          enableSorting: column.sortValue !== undefined,
          size: column.widthPx,
          minSize: 56,
          maxSize: 800,
        }),
      ),
    [columns],
  );
  const data = useMemo(() => [...rows], [rows]);
  const table = useTable({
    features,
    columns: definitions,
    data,
    getRowId: rowId,
    manualSorting: props.isSortedByServer ?? false,
    enableSortingRemoval: true,
    columnResizeMode: "onChange",
    state: {
      columnSizing: widths,
      sorting: sort ? [{ id: sort.column, desc: sort.direction === "descending" }] : [],
    },
    onColumnSizingChange: setWidths,
    onSortingChange: (update) => {
      const before = sort ? [{ id: sort.column, desc: sort.direction === "descending" }] : [];
      const [next] = typeof update === "function" ? update(before) : update;
      props.onSortChange?.(next && { column: next.id, direction: next.desc ? "descending" : "ascending" });
    },
  });

  const tableRows: TableRow<Features, Row>[] = table.getRowModel().rows;
  const select = (ids: readonly string[], isOn: boolean) => {
    const next = new Set(selected);
    for (const each of ids) {
      if (isOn) next.add(each);
      else next.delete(each);
    }
    props.onSelectedChange?.(next);
  };
  const isSelected = (row: { id: string }) => selected?.has(row.id) ?? false;
  const rowHeight = isNarrow ? narrowHeight : heights[density];
  const virtualizer = useVirtualizer({
    count: tableRows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => tableRows[index]?.id ?? index,
    overscan: 12,
    // The header stays above the rows while they scroll.
    scrollPaddingStart: isNarrow ? 0 : 32,
  });
  // Another height measures all rows anew.
  useEffect(() => virtualizer.measure(), [rowHeight]);

  useRowKeys({
    ids: tableRows.map((row) => row.id),
    elementId: (row) => `${id}-${row}`,
    scrollTo: (index) => virtualizer.scrollToIndex(index, { align: "auto" }),
    openId,
    open: (index) => {
      const row = tableRows[index];
      if (row) onOpen(row.original);
    },
  });

  const byId = new Map(columns.map((column) => [column.id, column]));
  const shown = visible.flatMap((columnId) => byId.get(columnId) ?? []);
  const template = [
    ...(props.onSelectedChange ? ["36px"] : []),
    ...shown.map((column) => {
      const width = table.getColumn(column.id)?.getSize() ?? column.widthPx;
      return column.isGrowing && widths[column.id] === undefined ? `minmax(${width}px, 1fr)` : `${width}px`;
    }),
    // With every width fixed the rest stays empty, so that dragging one does not move the others.
    ...(shown.some((column) => column.isGrowing && widths[column.id] === undefined)
      ? []
      : ["minmax(0, 1fr)"]),
  ].join(" ");
  const items = virtualizer.getVirtualItems();
  const lastIndex = items.at(-1)?.index ?? 0;

  return (
    <div className={cn("flex min-w-0 flex-col", props.isFilling && "min-h-0 grow", props.className)}>
      <ProgressLine isActive={props.isStale ?? false} />
      <div
        ref={scroller}
        onScroll={(event) => props.onScroll?.(event.currentTarget.scrollTop)}
        className={cn("relative overflow-x-auto", props.isFilling && "min-h-0 grow overflow-y-auto")}
      >
        <table
          aria-label={label}
          aria-rowcount={rows.length}
          className="block min-w-full"
          style={{ width: isNarrow ? "100%" : "max-content" }}
        >
          <DataTableHeader
            table={table}
            columns={shown}
            template={template}
            isHidden={isNarrow}
            selection={
              props.onSelectedChange && {
                isAll: tableRows.length > 0 && tableRows.every(isSelected),
                isSome: tableRows.some(isSelected),
                toggleAll: (isOn) =>
                  select(
                    tableRows.map((row) => row.id),
                    isOn,
                  ),
              }
            }
          />
          <tbody className="relative block" style={{ height: virtualizer.getTotalSize() }}>
            {items.map((item) => {
              const row = tableRows[item.index];
              if (!row) return null;
              const shared = {
                row: row.original,
                linkId: `${id}-${row.id}`,
                path: props.rowPath(row.original),
                onOpen: () => onOpen(row.original),
                isOpen: row.id === openId,
                index: item.index,
                startPx: item.start,
                heightPx: rowHeight,
                columns: shown,
              };
              if (isNarrow) return <NarrowRow key={row.id} {...shared} columns={columns} />;
              return (
                <DataRow
                  key={row.id}
                  {...shared}
                  template={template}
                  selection={
                    props.onSelectedChange && {
                      isSelected: isSelected(row),
                      toggle: (isOn) => select([row.id], isOn),
                    }
                  }
                />
              );
            })}
          </tbody>
        </table>
        {props.onLoadMore && (
          <LoadMore
            isNear={lastIndex >= tableRows.length - 20}
            isLoading={props.isLoadingMore ?? false}
            onLoad={props.onLoadMore}
          />
        )}
      </div>
    </div>
  );
}
