import type { UsageErrors, UsageMethods, UsageReport } from "@patchops/contract";
import { duration } from "./duration.ts";
import { safeLine } from "./safe-text.ts";
import type { SheetColumn } from "./sheet.ts";

type Latency = { p50Ms: number | null; p95Ms: number | null; p99Ms: number | null };

function count<Row>(name: string, title: string, read: (row: Row) => number): SheetColumn<Row> {
  return { name, title, align: "right", read };
}

/** What stood there in the range before, and the difference. */
function compared<Row>(now: (row: Row) => number, before: (row: Row) => number): SheetColumn<Row>[] {
  const change = (row: Row) => now(row) - before(row);
  return [
    count("before", "BEFORE", before),
    {
      ...count("change", "CHANGE", change),
      show: (row) => (change(row) > 0 ? `+${change(row)}` : `${change(row)}`),
    },
  ];
}

function latency<Row extends Latency>(): SheetColumn<Row>[] {
  const column = (name: string, title: string, read: (row: Row) => number | null): SheetColumn<Row> => ({
    ...{ name, title, read },
    align: "right",
    show: (row) => duration(read(row)),
  });
  return [
    column("p50_ms", "P50", (row) => row.p50Ms),
    column("p95_ms", "P95", (row) => row.p95Ms),
    column("p99_ms", "P99", (row) => row.p99Ms),
  ];
}

/** A word of a caller or upstream. */
function word<Row>(name: string, read: (row: Row) => string | null): SheetColumn<Row> {
  return { name, title: name.toUpperCase(), read, show: (row) => safeLine(read(row) ?? "–", 48) };
}

/** The columns of the tables of `patchops usage`. */
export const usageSheets = {
  report: (by: string, isCompared: boolean): SheetColumn<UsageReport["breakdown"][number]>[] => [
    word(by, ({ label }) => label),
    count("calls", "CALLS", ({ calls }) => calls),
    ...(isCompared
      ? compared<UsageReport["breakdown"][number]>(
          ({ calls }) => calls,
          ({ previousCalls }) => previousCalls,
        )
      : []),
    count("failures", "FAILED", ({ failures }) => failures),
    ...latency<UsageReport["breakdown"][number]>(),
  ],
  errors: (isCompared: boolean): SheetColumn<UsageErrors["errors"][number]>[] => [
    count("failures", "FAILED", ({ failures }) => failures),
    ...(isCompared
      ? compared<UsageErrors["errors"][number]>(
          ({ failures }) => failures,
          ({ previousFailures }) => previousFailures,
        )
      : []),
    word("outcome", ({ outcome }) => outcome),
    word("error", ({ errorCode }) => errorCode),
    word("connection", ({ connection }) => connection),
    word("tool", ({ tool }) => tool),
  ],
  methods: (isCompared: boolean): SheetColumn<UsageMethods["methods"][number]>[] => [
    word("method", ({ method }) => method),
    { name: "count", title: "COUNT", align: "right", read: ({ count }) => count },
    ...(isCompared
      ? compared<UsageMethods["methods"][number]>(
          (row) => row.count,
          ({ previousCount }) => previousCount,
        )
      : []),
    count("failures", "FAILED", ({ failures }) => failures),
    ...latency<UsageMethods["methods"][number]>(),
  ],
};
