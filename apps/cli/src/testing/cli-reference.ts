import { markdownTable } from "@patchops/testing";

interface Described {
  description: string;
  usage: string;
  arguments: readonly { name: string; description: string; required: boolean; choices?: readonly string[] }[];
  options: readonly { flags: string; description: string; required: boolean; default?: unknown }[];
  commands: readonly Described[];
}

/** What `patchops help --json` prints. */
export interface HelpTree extends Described {
  exitCodes: Readonly<Record<string, string>>;
  environment: Readonly<Record<string, string>>;
}

/** A text of the help as Markdown: `<` would begin a tag, `|` a cell. */
function asMarkdown(text: string): string {
  return text.replaceAll(/(<[^>]*>[^\s]*)/g, "`$1`").replaceAll("|", "\\|");
}

function sentence(text: string): string {
  const escaped = asMarkdown(text);
  return `${escaped.charAt(0).toUpperCase()}${escaped.slice(1)}.`;
}

function describe(command: Described): string {
  const title = command.usage.replace(/ \[options\]/, "");
  const rows = [
    ...command.arguments.map(({ name, description, required, choices }) => [
      `\`${name}\``,
      `${description}${choices === undefined ? "" : `: ${choices.join(", ")}`}${required ? "" : " (optional)"}`,
    ]),
    ...command.options.map(({ flags, description, required, default: standard }) => [
      `\`${flags}\``,
      `${description}${standard === undefined ? "" : ` (default \`${String(standard)}\`)`}${required ? " (required)" : ""}`,
    ]),
  ].map(([name = "", text = ""]) => [name, asMarkdown(text)]);
  const facts = rows.length === 0 ? "" : `\n\n${markdownTable(["Argument or option", "Meaning"], rows)}`;
  return `### \`${title}\`\n\n${sentence(command.description)}${facts}`;
}

function leaves(command: Described): Described[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
}

/** The command tree as Markdown, a section a command. */
export function cliReference(help: HelpTree): string {
  const named = (facts: Readonly<Record<string, string>>) =>
    Object.entries(facts).map(([name, meaning]) => [`\`${name}\``, meaning]);
  return [
    "## Exit codes",
    markdownTable(["Code", "Meaning"], named(help.exitCodes)),
    "## Environment",
    markdownTable(["Variable", "Meaning"], named(help.environment)),
    "## Commands",
    `Every command takes \`--json\` and \`--help\`.`,
    ...leaves(help).map(describe),
  ].join("\n\n");
}
