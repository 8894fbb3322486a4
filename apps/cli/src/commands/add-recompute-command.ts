import type { Command } from "commander";
import type { Cli } from "../cli.ts";

/** `patchops admin recompute`: whether totals of usage still say what was metered. */
export function addRecomputeCommand(admin: Command, cli: Cli): void {
  const { output, terminal } = cli;
  admin
    .command("recompute")
    .description(
      "count all metered events of this month and the last one anew, and compare them with the totals",
    )
    .option("--mend", "set wrong totals right")
    .action(async ({ mend = false }: { mend?: boolean }) => {
      const request = { signal: terminal.interrupted, timeoutMs: 600_000 };
      const found = await cli.operator().operator.recompute.mutate({ mend }, request);
      output.answer(found, () => {
        const leftOut = found.unknowable.map(
          ({ organizationId, key }) =>
            `${organizationId}  usage_periods  ${key}  left out: records of runs are gone that would tell it`,
        );
        if (found.count === 0) return ["All totals say what was metered.", ...leftOut].join("\n");
        const lines = found.differences.map(
          ({ table, organizationId, key, amount }) =>
            `${organizationId}  ${table}  ${key}  ${amount > 0 ? "+" : ""}${amount}`,
        );
        const outcome = found.isMended ? "were wrong and are mended" : "are wrong";
        return [`${found.count} totals ${outcome}:`, ...lines, ...leftOut].join("\n");
      });
      if (found.count === 0 || found.isMended) return;
      cli.exitWith(1);
      output.next(
        "find out what wrote to the database beside PatchOps, then: patchops admin recompute --mend",
      );
    });
}
