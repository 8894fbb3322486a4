import type { Profile, ProfileTool } from "@patchops/contract";
import type { Command } from "commander";
import type { Cli } from "../cli.ts";
import { confirm } from "../confirm.ts";
import { safeLine } from "../safe-text.ts";
import { table } from "../table.ts";
import { usageError } from "../usage-error.ts";

interface ProfileOptions {
  name?: string;
  slug?: string;
  connection?: string[];
  all?: boolean;
  include?: string[];
  exclude?: string[];
  inherit?: string[];
  rename?: string[];
  describe?: string[];
  default?: boolean;
  toolSearch?: boolean;
  codeMode?: boolean;
}

const collect = (value: string, before: string[] = []) => [...before, value];

/** `patchops profiles …` */
export function addProfilesCommands(program: Command, cli: Cli): void {
  const { output, terminal } = cli;
  const request = { signal: terminal.interrupted };
  const profiles = program
    .command("profiles")
    .description("named subsets of the tools, with an address of their own");

  profiles
    .command("list")
    .description("all profiles")
    .action(async () => {
      const list = await cli.client().profile.list.query(undefined, request);
      output.answer(list, () => profileTable(list));
      if (list.length === 0) output.next("patchops profiles create --name Reading --connection demo");
    });

  withContents(profiles.command("create").description("make a profile"))
    .requiredOption("--name <name>", "what it is called")
    .option("--slug <slug>", "its part of the address, for good; default: made of the name")
    .action(async (options: ProfileOptions) => {
      const profile = await cli.client().profile.create.mutate(
        {
          name: options.name ?? "",
          slug: options.slug,
          connections: connectionsOf(options),
          tools: changedTools([], options),
          ...switchesOf(options),
        },
        request,
      );
      output.answer(profile, () => present(profile));
      output.next(`patchops keys create --name … --profile ${profile.slug}`);
    });

  withContents(profiles.command("update").description("change what is given, leave the rest"))
    .argument("<profile>", "slug or id")
    .option("--name <name>", "what it is called")
    .option("--inherit <tool>", "treat a tool as its connection again, under its own name and words", collect)
    .action(async (ref: string, options: ProfileOptions) => {
      const client = cli.client();
      const before = await client.profile.get.query({ profile: ref }, request);
      const profile = await client.profile.update.mutate(
        {
          profile: before.id,
          name: options.name,
          connections: connectionsOf(options),
          tools: changedTools(before.tools, options),
          ...switchesOf(options),
        },
        request,
      );
      output.answer(profile, () => present(profile));
    });

  profiles
    .command("remove")
    .description("end a profile, with the keys that are bound to it")
    .argument("<profile>", "slug or id")
    .option("--yes", "do not ask")
    .action(async (ref: string, options: { yes?: boolean }) => {
      const client = cli.client();
      const profile = await client.profile.get.query({ profile: ref }, request);
      const keys = profile.keys === 1 ? "its key" : `its ${profile.keys} keys`;
      await confirm(
        cli,
        `Remove the profile ${safeLine(profile.name)}? ${profile.url} stops${profile.keys > 0 ? `, and ${keys} with it` : ""}.`,
        options,
      );
      const removed = await client.profile.remove.mutate({ profile: profile.id }, request);
      output.answer(removed, () => `Removed ${removed.slug}. Keys revoked: ${removed.revokedKeys}.`);
    });
}

function withContents(command: Command): Command {
  return command
    .option("--connection <slug>", "with all tools of this connection; may be repeated", collect)
    .option("--all", "with every connection, those to come too")
    .option("--include <tool>", "with this tool; may be repeated", collect)
    .option("--exclude <tool>", "without this tool; may be repeated", collect)
    .option("--rename <tool=name>", "another name for a tool; may be repeated", collect)
    .option("--describe <tool=text>", "other words about a tool; may be repeated", collect)
    .option("--default", "what /mcp shows")
    .option("--no-default", "no longer")
    .option("--tool-search", "tools to search with, in place of the full list")
    .option("--no-tool-search", "the full list")
    .option("--code-mode", "tools to run programs with, in place of the full list")
    .option("--no-code-mode", "the full list");
}

/** Commander sets the positive of a `--no-…` to true only where that has no option of its own. */
function switchesOf({ default: isDefault, toolSearch, codeMode }: ProfileOptions) {
  return { isDefault, isToolSearch: toolSearch, isCodeMode: codeMode };
}

function connectionsOf({ all, connection }: ProfileOptions): "all" | string[] | undefined {
  if (!all) return connection;
  if (connection) throw usageError("Give --all or --connection, not both.", "patchops help profiles");
  return "all";
}

/** The tools of a profile after the options; undefined = nothing is said of them. */
function changedTools(before: readonly ProfileTool[], options: ProfileOptions): ProfileTool[] | undefined {
  const { include = [], exclude = [], inherit = [], rename = [], describe = [] } = options;
  if ([include, exclude, inherit, rename, describe].every((list) => list.length === 0)) return undefined;
  const tools = new Map(before.map((each) => [each.tool, each]));
  const set = (tool: string, change: Partial<ProfileTool>) => {
    const known = tools.get(tool) ?? { tool, isIncluded: null, name: null, description: null };
    tools.set(tool, { ...known, ...change });
  };
  for (const tool of inherit) tools.delete(tool);
  for (const tool of include) set(tool, { isIncluded: true });
  for (const tool of exclude) set(tool, { isIncluded: false });
  for (const text of rename) {
    const [tool, name] = pair(text, "--rename");
    set(tool, { name: name === "" ? null : name });
  }
  for (const text of describe) {
    const [tool, description] = pair(text, "--describe");
    set(tool, { description: description === "" ? null : description });
  }
  return [...tools.values()];
}

function pair(text: string, option: string): [string, string] {
  const at = text.indexOf("=");
  if (at < 1) throw usageError(`${option} takes tool=text.`, "patchops help profiles");
  return [text.slice(0, at), text.slice(at + 1)];
}

function profileTable(list: readonly Profile[]): string {
  return table(
    [
      { title: "SLUG" },
      { title: "NAME" },
      { title: "TOOLS", align: "right" },
      { title: "TOKENS", align: "right" },
      { title: "KEYS", align: "right" },
      { title: "ADDRESS" },
    ],
    list.map((profile) => [
      profile.slug,
      safeLine(profile.name, 32),
      String(profile.toolCount),
      String(profile.contextTokens),
      String(profile.keys),
      profile.isDefault ? `${profile.url}  (also at /mcp)` : profile.url,
    ]),
  );
}

function present(profile: Profile): string {
  const mode = profile.isCodeMode ? ", called from code" : profile.isToolSearch ? ", shown by search" : "";
  return `${safeLine(profile.name)} (${profile.slug}): ${profile.toolCount} tools, about ${profile.contextTokens} tokens${mode}\n\n  ${profile.url}\n`;
}
