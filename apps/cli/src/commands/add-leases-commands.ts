import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { table } from "../table.ts";

/** `patchops admin leases` and `settle-leases`: units of monthly limits that nodes have taken. */
export function addLeasesCommands(admin: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const request = { signal: terminal.interrupted };

  admin
    .command("leases")
    .description("units of monthly limits that nodes have taken and not settled")
    .action(async () => {
      const list = await cli.operator().operator.leases.query(undefined, request);
      output.answer(list, () =>
        table(
          [{ title: "NODE" }, { title: "LEASES" }, { title: "UNITS" }, { title: "UNTIL" }],
          list.map(({ nodeId, leases, units, expiresAt, isLive }) => [
            nodeId,
            String(leases),
            String(units),
            isLive ? expiresAt : "over",
          ]),
        ),
      );
    });

  admin
    .command("settle-leases")
    .description("give back what a node took whose data directory is lost")
    .argument("<node>", "id of the node, from: patchops admin leases")
    .action(async (nodeId: string) => {
      const settled = await cli.operator().operator.settleLeases.mutate({ nodeId }, request);
      output.answer(settled, () => `Settled ${settled.leases} leases; units given back: ${settled.units}.`);
    });
}
