import { type PlannedServer, parseClientConfig, planImport } from "@patchops/contract";
import { PatchOpsError } from "@patchops/sdk";
import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { confirm } from "../confirm.ts";
import { readText } from "../read-text.ts";
import { safeLine } from "../safe-text.ts";
import { table } from "../table.ts";
import { usageError } from "../usage-error.ts";

interface Outcome {
  name: string;
  verdict: PlannedServer["verdict"] | "added" | "failed";
  slug?: string;
  status?: string;
  tools?: number;
  reason?: string;
}

/** `patchops connections import`: the servers that another client has. */
export function addImportCommand(connections: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const request = { signal: terminal.interrupted };

  connections
    .command("import")
    .description("connect the servers in a client's settings: Claude, Cursor, VS Code, Codex")
    .argument("<file>", "the client's JSON or TOML; - for standard input")
    .option("--dry-run", "only show what would be added")
    .option("--yes", "do not ask")
    .action(async (file: string, options: { dryRun?: boolean; yes?: boolean }) => {
      const parsed = parseClientConfig(await readText(terminal, file));
      if ("problem" in parsed)
        throw usageError(parsed.problem, "Name a client's settings with MCP servers in it.");
      const client = cli.client();
      const [known, { isStdioAllowed }] = await Promise.all([
        client.connection.list.query(undefined, request),
        client.catalog.list.query({}, request),
      ]);
      const planned = planImport(parsed.servers, { connections: known, isStdioAllowed });
      const chosen = planned.filter(({ verdict }) => verdict === "add");
      if (options.dryRun || chosen.length === 0) {
        output.answer(planned.map(shown), () => describe(planned.map(shown)));
        return;
      }
      if (!output.isJson) output.note(describe(planned.map(shown)));
      // Nothing is lost by it: only a person at a terminal is asked.
      const isAsked = terminal.stdin.isTTY === true && terminal.stderr.isTTY === true && !output.isJson;
      await confirm(cli, `Add ${chosen.length} of them?`, { yes: options.yes === true || !isAsked });
      const outcomes: Outcome[] = [];
      for (const server of planned) {
        if (server.verdict !== "add" || !server.input) {
          outcomes.push(shown(server));
          continue;
        }
        const { name } = server;
        try {
          const added = await client.connection.add.mutate({ ...server.input, onFailure: "keep" }, request);
          const { slug, status, tools } = added;
          outcomes.push({ name, verdict: "added", slug, status, tools });
        } catch (error) {
          // One that cannot be added takes no other with it.
          if (!(error instanceof PatchOpsError) || error.code === "cancelled") throw error;
          outcomes.push({ name, verdict: "failed", reason: error.message });
        }
      }
      output.answer(outcomes, () => describe(outcomes));
      output.next("patchops connections list");
    });
}

/** Of a planned server what may be shown: never its key. */
function shown({ name, verdict, reason, url, command }: PlannedServer): Outcome & { address?: string } {
  const address = url ?? command;
  return {
    name,
    verdict,
    ...(address === undefined ? {} : { address }),
    ...(reason === undefined ? {} : { reason }),
  };
}

function describe(outcomes: readonly (Outcome & { address?: string })[]): string {
  return table(
    [{ title: "NAME" }, { title: "" }, { title: "ADDRESS" }, { title: "REMARK" }],
    outcomes.map(({ name, verdict, address, reason, status }) => [
      safeLine(name, 40),
      verdict,
      safeLine(address ?? "", 60),
      safeLine(reason ?? status?.replaceAll("_", " ") ?? "", 100),
    ]),
  );
}
