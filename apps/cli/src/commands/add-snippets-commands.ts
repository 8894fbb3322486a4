import type { SnippetSummary } from "@patchops/contract";
import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { confirm } from "../confirm.ts";
import { readJson } from "../read-json.ts";
import { readText } from "../read-text.ts";
import { resolveRef } from "../resolve-ref.ts";
import { safeLine, safeText } from "../safe-text.ts";
import { table } from "../table.ts";

interface SaveOptions {
  title?: string;
  input?: string;
  replace: boolean;
}

/** `patchops snippets …`: programs that are saved under a name. */
export function addSnippetsCommands(program: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const request = { signal: terminal.interrupted };
  const snippets = program
    .command("snippets")
    .description("programs that the organization keeps under a name; `patchops run --snippet` runs one");

  snippets
    .command("list")
    .description("all of them")
    .action(async () => {
      const found = await cli.client().snippet.list.query(undefined, request);
      output.answer(found, () => table(columns, found.map(row)));
      if (found.length === 0) output.next("patchops snippets save <name> <file>");
    });

  snippets
    .command("show")
    .description("the program itself")
    .argument("<name>", "its name")
    .action(async (name: string) => {
      const snippet = await cli.client().snippet.get.query({ name }, request);
      output.answer(snippet, () => safeText(snippet.code));
    });

  snippets
    .command("save")
    .description("keep a program under a name")
    .argument("<name>", "lower-case letters, digits and hyphens")
    .argument("<file>", "the program, or - for standard input")
    .option("--title <text>", "what it is for")
    .option("--input <json>", "its `input` where a run gives none: JSON or @file")
    .option("--replace", "put it in the place of what has the name", false)
    .action(async (name: string, file: string, { title, input, replace }: SaveOptions) => {
      const code = await readText(terminal, file);
      const value = input === undefined ? undefined : await readJson(terminal, input, "--input");
      const saved = await cli.client().snippet.save.mutate(
        {
          ...{ name, code, replace },
          ...(title === undefined ? {} : { title }),
          ...(value === undefined ? {} : { input: value }),
        },
        request,
      );
      output.answer(saved, () => `Saved ${name}.`);
      output.next(`patchops run --snippet ${name}`);
    });

  snippets
    .command("rename")
    .description("give it another name; the old one then runs nothing")
    .argument("<name>", "its name, or its id")
    .argument("<new-name>", "the other name")
    .action(async (ref: string, name: string) => {
      const { id } = await find(ref);
      const renamed = await cli.client().snippet.rename.mutate({ id, name }, request);
      output.answer(renamed, () => `It is called ${name} now.`);
    });

  snippets
    .command("remove")
    .description("remove it; its runs stay")
    .argument("<name>", "its name, or its id")
    .option("--yes", "without being asked")
    .action(async (ref: string, { yes }: { yes?: boolean }) => {
      const { id, name } = await find(ref);
      await confirm(cli, `Remove the snippet ${name}?`, yes === undefined ? {} : { yes });
      const removed = await cli.client().snippet.remove.mutate({ id }, request);
      output.answer(removed, () => `Removed ${name}.`);
    });

  async function find(ref: string): Promise<SnippetSummary> {
    return resolveRef(await cli.client().snippet.list.query(undefined, request), ref, {
      kind: "snippet",
      namesOf: ({ id, name }) => [name, id],
      next: "patchops snippets list",
    });
  }
}

const columns = [
  { title: "NAME" },
  { title: "TITLE" },
  { title: "SAVED BY" },
  { title: "CHANGED (UTC)" },
] as const;

function row({ name, title, createdBy, updatedAt }: SnippetSummary): string[] {
  return [name, safeLine(title ?? "", 48), createdBy.email, updatedAt.slice(0, 19).replace("T", " ")];
}
