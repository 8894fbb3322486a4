import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { duration } from "../duration.ts";
import { table } from "../table.ts";

/** `patchops usage` */
export function addUsageCommand(program: Command, cli: Cli): void {
  const { output, terminal } = cli;
  program
    .command("usage")
    .description("calls, failures and latencies by tool; this month (UTC) unless a range is given")
    .option("--from <date>", "first moment: 2026-01-31 or 2026-01-31T12:00:00Z")
    .option("--to <date>", "end, exclusive")
    .action(async (range: { from?: string; to?: string }) => {
      const usage = await cli.client().usage.summary(range, { signal: terminal.interrupted });
      output.answer(usage, () => {
        const rows = usage.byTool.map(({ connection, tool, calls, failures, p50Ms, p95Ms }) => [
          connection,
          tool,
          String(calls),
          String(failures),
          duration(p50Ms),
          duration(p95Ms),
        ]);
        const totals = `${usage.from.slice(0, 16)}Z – ${usage.to.slice(0, 16)}Z: ${usage.calls} calls, ${usage.failures} failed, ${usage.executions} runs\n`;
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
      });
    });
}
