import type { Tool } from "@patchops/contract";
import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { safeLine } from "../safe-text.ts";
import { toolSignature } from "../tool-signature.ts";
import { addWhyCommand } from "./add-why-command.ts";

/** `patchops tools …` */
export function addToolsCommands(program: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const tools = program.command("tools").description("what clients and programs can call");

  tools
    .command("list")
    .description("all tools, as TypeScript signatures")
    .option("--search <words>", "only tools whose name, title or description holds every word")
    .option("--profile <profile>", "only the tools of this profile, under their names there")
    .action(async ({ search, profile }: { search?: string; profile?: string }) => {
      const list = await cli.client().tools.list({ search, profile }, { signal: terminal.interrupted });
      output.answer(list.map(brief), () => present(list, cli));
      if (list.length > 0) return;
      output.note(
        search === undefined ? "There are no tools yet." : `No tool holds ${JSON.stringify(search)}.`,
      );
      output.next(search === undefined ? "patchops connections add demo" : "patchops tools list");
    });
  addWhyCommand(tools, cli);
}

const brief = ({ name, connection, originalName, description, inputSchema }: Tool) => ({
  name,
  connection,
  originalName,
  description,
  inputSchema,
});

function present(list: readonly Tool[], { output: { colors }, terminal }: Cli): string {
  const width = Math.max(40, (terminal.stdout.columns ?? 100) - 4);
  const groups = new Map<string, Tool[]>();
  for (const tool of list) groups.set(tool.connection, [...(groups.get(tool.connection) ?? []), tool]);
  return [...groups]
    .map(([connection, members]) => {
      const lines = members.map((tool) => {
        const about = tool.description ? `    ${colors.dim(safeLine(tool.description, width))}\n` : "";
        return `  ${toolSignature(tool)}\n${about}`;
      });
      return `${colors.bold(connection)}\n${lines.join("")}`;
    })
    .join("\n");
}
