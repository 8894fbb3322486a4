import { meterNouns, type UsageSummary, usageDimensions } from "@patchops/contract";
import { type Command, Option } from "commander";
import { addCallFilterOptions, callFiltersOf } from "../call-filter-options.ts";
import type { Cli } from "../cli.ts";
import { duration } from "../duration.ts";
import { type SheetColumn, sheetCsv, sheetTable } from "../sheet.ts";
import { table } from "../table.ts";
import { usageError } from "../usage-error.ts";
import { usageSheets } from "../usage-sheets.ts";

const groupings = [...usageDimensions, "member", "method"] as const;

type UsageOptions = Parameters<typeof callFiltersOf>[0] & {
  by?: (typeof groupings)[number];
  compare?: true;
  errors?: true;
  csv?: true;
  forecast?: true;
};

/** `patchops usage` */
export function addUsageCommand(program: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const request = { signal: terminal.interrupted };
  const command = program
    .command("usage")
    .description("calls, failures and latencies by tool; this month (UTC) unless a range is given")
    .addOption(
      new Option("--by <what>", "by this; method: all that is metered, with reads, prompts and runs").choices(
        groupings,
      ),
    )
    .option("--errors", "what failed most, by how and where it did")
    .option("--compare", "beside the range of the same length before")
    .option("--csv", "as CSV")
    .option("--forecast", "what this month comes to at the pace of the last four weeks, and nothing else");
  addCallFilterOptions(command).action(
    async ({ by, compare, errors, csv, forecast, ...rest }: UsageOptions) => {
      if (forecast) return tellForecast();
      if (csv && output.isJson)
        throw usageError("An answer is either CSV or JSON: leave --csv or --json out.");
      if (errors && by)
        throw usageError("Errors are told by how and where they came: leave --by or --errors out.");
      const filters = callFiltersOf(rest);
      const { from: _from, to: _to, ...narrowing } = filters;
      const isPlain = !by && !compare && !errors && !csv && Object.keys(narrowing).length === 0;
      const { usage } = cli.client();
      if (isPlain) {
        const summary = await usage.summary(filters, request);
        output.answer(summary, () => summaryText(summary));
        return;
      }
      const isCompared = compare === true;
      if (errors) {
        const found = await usage.errors.query(filters, request);
        answer(found, usageSheets.errors(isCompared), found.errors);
      } else if (by === "method") {
        const found = await usage.methods.query(filters, request);
        answer(found, usageSheets.methods(isCompared), found.methods);
      } else {
        const groupBy = by === "member" ? "user" : (by ?? "tool");
        const report = await usage.report.query({ ...filters, groupBy }, request);
        const rows = report.breakdown.filter(({ calls }) => isCompared || calls > 0);
        const { totals, previous } = report;
        const before = isCompared
          ? ` (before: ${previous.calls}, ${previous.failures} failed, ${previous.executions} runs)`
          : "";
        const words = `${totals.calls} calls, ${totals.failures} failed, ${totals.executions} runs${before}`;
        answer(report, usageSheets.report(groupBy, isCompared), rows, words);
      }

      function answer<Row>(
        found: { from: string; to: string; previous: { from: string; to: string } },
        columns: SheetColumn<Row>[],
        rows: readonly Row[],
        words = "",
      ): void {
        if (csv) {
          terminal.stdout.write(sheetCsv(columns, rows));
          return;
        }
        const before = isCompared ? `, beside ${rangeText(found.previous)}` : "";
        output.answer(
          found,
          () =>
            `${rangeText(found)}${before}${words && `: ${words}`}\n${rows.length > 0 ? "\n" : ""}${sheetTable(columns, rows)}`,
        );
        if (rows.length === 0) output.note("Nothing in this range.");
      }
    },
  );

  async function tellForecast(): Promise<void> {
    const forecast = await cli.client().usage.forecast(undefined, request);
    output.answer(forecast, () =>
      table(
        [{ title: "METER" }, { title: "USED", align: "right" }, { title: "FORECAST" }],
        forecast.meters.map(({ meter, used, text }) => [
          meterNouns[meter],
          used.toLocaleString("en-US"),
          text,
        ]),
      ),
    );
  }
}

const rangeText = ({ from, to }: { from: string; to: string }) =>
  `${from.slice(0, 16)}Z – ${to.slice(0, 16)}Z`;

function summaryText(usage: UsageSummary): string {
  const rows = usage.byTool.map(({ connection, tool, calls, failures, p50Ms, p95Ms }) => [
    connection,
    tool,
    String(calls),
    String(failures),
    duration(p50Ms),
    duration(p95Ms),
  ]);
  const totals = `${rangeText(usage)}: ${usage.calls} calls, ${usage.failures} failed, ${usage.executions} runs\n`;
  return `${totals}${rows.length > 0 ? "\n" : ""}${table(
    [
      { title: "CONNECTION" },
      { title: "TOOL" },
      { title: "CALLS", align: "right" },
      { title: "FAILED", align: "right" },
      { title: "P50", align: "right" },
      { title: "P95", align: "right" },
    ],
    rows,
  )}`;
}
