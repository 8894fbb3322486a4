import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { safeLine } from "../safe-text.ts";
import { table } from "../table.ts";
import { usageError } from "../usage-error.ts";

/** `patchops admin network …`: the private hosts that upstream calls may reach. */
export function addNetworkCommands(admin: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const request = { signal: terminal.interrupted };
  const network = admin.command("network").description("private hosts that connections may reach");

  network
    .command("list")
    .description("those of PATCHOPS_UPSTREAM_ALLOW first")
    .action(async () => {
      const entries = await cli.operator().operator.allowedUpstreams.query(undefined, request);
      output.answer(entries, () =>
        table(
          [{ title: "HOST" }, { title: "PORT", align: "right" }, { title: "FROM" }, { title: "REASON" }],
          entries.map(({ host, port, source, reason }) => [
            safeLine(host, 60),
            port === 0 ? "any" : String(port),
            source,
            safeLine(reason ?? "–", 60),
          ]),
        ),
      );
    });
  network
    .command("allow")
    .description("let connections reach a private host and port")
    .argument("<host:port>", "like 10.0.0.5:8080 or [fd00::5]:8080")
    .option("--reason <text>", "why, for whoever reads the list")
    .action(async (place: string, { reason }: { reason?: string }) => {
      const input = { ...placeOf(place), reason };
      const answer = await cli.operator().operator.allowUpstream.mutate(input, request);
      output.answer(answer, () => `${place} is allowed.`);
    });
  network
    .command("remove")
    .description("refuse it again")
    .argument("<host:port>", "an entry of the list")
    .action(async (place: string) => {
      const answer = await cli.operator().operator.removeAllowedUpstream.mutate(placeOf(place), request);
      output.answer(answer, () => `${place} is refused again.`);
    });
}

function placeOf(text: string): { host: string; port: number } {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined) throw usageError("Give a host and a port, like 10.0.0.5:8080.");
  return { host, port: Number(port) };
}
