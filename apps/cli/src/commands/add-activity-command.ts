import type { Call } from "@patchops/contract";
import { PatchOpsError } from "@patchops/sdk";
import type { Command } from "commander";
import { addCallFilterOptions, callFiltersOf } from "../call-filter-options.ts";
import type { Cli } from "../cli.ts";
import { duration } from "../duration.ts";
import { parseCount } from "../parse-count.ts";
import { safeLine } from "../safe-text.ts";
import { table } from "../table.ts";
import { usageError } from "../usage-error.ts";

type ActivityOptions = Parameters<typeof callFiltersOf>[0] & { limit: number; follow?: boolean };

/** `patchops activity` */
export function addActivityCommand(program: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const request = { signal: terminal.interrupted };
  const command = program
    .command("activity")
    .description("recent calls, the newest first")
    .option("--limit <count>", "how many, at most 200", parseCount, 20)
    .option("--follow", "go on with new calls as they come; with --json a document a line");
  addCallFilterOptions(command).action(async ({ limit, follow, ...rest }: ActivityOptions) => {
    const client = cli.client();
    const filters = callFiltersOf(rest);
    if (!follow) {
      const { calls } = await client.activity.list.query({ ...filters, limit }, request);
      output.answer(calls, () => table(columns, calls.map(row)));
      if (calls.length === 0) {
        output.note(Object.keys(filters).length === 0 ? "No calls yet." : "No call fits these filters.");
      }
      return;
    }
    if (filters.to !== undefined) {
      throw usageError("What comes has no end yet: leave --to or --follow out.");
    }
    // Read further back than is shown: what the tail repeats is known then.
    const { calls } = await client.activity.list.query({ ...filters, limit: 200 }, request);
    const known = new Set(calls.map(({ id }) => id));
    const print = (call: Call) =>
      terminal.stdout.write(output.isJson ? `${JSON.stringify(call)}\n` : `${row(call).join("  ")}\n`);
    for (const call of calls.slice(0, limit).toReversed()) print(call);
    const lastId = calls[0]?.id;
    const { from: _from, ...narrowing } = filters;
    await new Promise<void>((resolve, reject) => {
      client.activity.tail.subscribe(
        { ...narrowing, ...(lastId !== undefined && { lastEventId: lastId }) },
        {
          onData: ({ data }) => {
            if (!known.has(data.id)) print(data);
          },
          onComplete: resolve,
          onError: reject,
          signal: terminal.interrupted,
        },
      );
    }).catch((error: unknown) => {
      if (!(error instanceof PatchOpsError && error.code === "cancelled")) throw error;
      cli.exitWith(130);
    });
  });
}

const columns = [
  { title: "TIME (UTC)" },
  { title: "CONNECTION" },
  { title: "TOOL" },
  { title: "VIA" },
  { title: "CLIENT" },
  { title: "TIME", align: "right" },
  { title: "STATUS" },
] as const;

function row(call: Call): string[] {
  return [
    call.at.slice(0, 19).replace("T", " "),
    call.connection ?? "–",
    safeLine(call.tool ?? call.exposedName ?? call.method, 48),
    call.via,
    safeLine(call.client?.name ?? "–", 24),
    duration(call.totalMs),
    call.errorCode === null ? call.outcome : `${call.outcome} (${call.errorCode})`,
  ];
}
