import type { ToolAccess } from "@patchops/contract";
import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { resolveKey } from "../resolve-key.ts";
import { resolveRef } from "../resolve-ref.ts";
import { safeLine } from "../safe-text.ts";

const marks: Record<ToolAccess["chain"][number]["state"], string> = {
  ok: "ok",
  warning: "note",
  broken: "BREAK",
  unreached: "–",
};

/** `patchops tools why NAME` */
export function addWhyCommand(tools: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const request = { signal: terminal.interrupted };
  tools
    .command("why")
    .description("why a client is, or is not, offered a tool")
    .argument("<name>", "the tool's name")
    .option("--key <key>", "for who holds this key: its id, prefix or name")
    .option("--app <app>", "for this connected app: its id or name")
    .option("--profile <profile>", "at the address of this profile")
    .action(async (name: string, options: { key?: string; app?: string; profile?: string }) => {
      const client = cli.client();
      const apiKey = options.key === undefined ? undefined : (await resolveKey(cli, options.key)).id;
      const app =
        options.app === undefined
          ? undefined
          : resolveRef(await client.connectedApp.list.query(undefined, request), options.app, {
              kind: "app",
              namesOf: ({ id, client: known }) => [id, known.name],
              next: "patchops apps list",
            }).id;
      const access = await client.tool.explain.query(
        { name, apiKey, app, profile: options.profile },
        request,
      );
      output.answer(access, () => present(access));
      const broken =
        access.chain.find(({ state }) => state === "broken") ?? access.chain.find(({ remedy }) => remedy);
      if (broken?.remedy?.command) output.next(broken.remedy.command);
    });
}

function present({ name, exposedName, client, isOffered, chain }: ToolAccess): string {
  const named = exposedName === null || exposedName === name ? "" : ` as ${exposedName}`;
  const verdict = `${name} is ${isOffered ? "" : "not "}offered to ${safeLine(client)}${named}.`;
  const lines = chain.map(
    ({ step, state, finding }) => `  ${step.padEnd(12)}${marks[state].padEnd(7)}${safeLine(finding)}`,
  );
  return `${verdict}\n\n${lines.join("\n")}\n`;
}
