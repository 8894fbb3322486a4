import { mcpClientSetup } from "@patchops/contract";
import { PatchOpsError } from "@patchops/sdk";
import { Argument, type Command } from "commander";
import type { Cli } from "../cli.ts";
import { type ClientName, clientFiles, withOurEntry } from "../connect/client-settings.ts";
import { saveSettings } from "../connect/save-settings.ts";

interface ConnectOptions {
  write?: boolean;
  signIn?: boolean;
  profile?: string;
}

/** `patchops connect`: points an MCP client at this server. */
export function addConnectCommand(program: Command, cli: Cli): void {
  const { output, config } = cli;
  program
    .command("connect")
    .description("show, or write, the settings that point an MCP client here")
    .addArgument(new Argument("<client>", "the client").choices(Object.keys(clientFiles)))
    .option("--write", "change the client's file; shows what changes and keeps a copy")
    .option("--profile <profile>", "only the tools of this profile: its slug or id")
    .option("--sign-in", "no key: the client opens the browser to sign in")
    .action(async (name: ClientName, { write, signIn, profile }: ConnectOptions) => {
      const file = clientFiles[name](config);
      const key = signIn ? null : apiKeyFor(name, cli);
      const options = { mcpUrl: await addressOf(cli, profile), key };
      const { code: snippet, label } = mcpClientSetup(name, options);
      if (!write) {
        output.answer({ client: name, file, snippet, changed: false, backup: null, diff: "" }, () => snippet);
        const again = [name, ...(profile ? ["--profile", profile] : []), ...(signIn ? ["--sign-in"] : [])];
        output.next(`patchops connect ${again.join(" ")} --write changes ${file}`);
        return;
      }
      const saved = await saveSettings(file, (text) => withOurEntry(text, name, options));
      if (saved === null) {
        throw new PatchOpsError("conflict", `${file} is not plain JSON, and stays as it is.`, {
          sent: false,
          next: `Add this by hand:\n${snippet}`,
        });
      }
      // The key is on the screen of whoever asked for it to be written, but not in their scrollback.
      const diff = hideKey(saved.diff, config.apiKey);
      output.answer({ client: name, file, snippet: hideKey(snippet, config.apiKey), ...saved, diff }, () =>
        saved.changed
          ? `${file}\n${colored(diff, cli)}${saved.backup === null ? "" : `Before: ${saved.backup}\n`}`
          : `${file} points here already.`,
      );
      if (name === "codex" && !signIn) output.note(codexRemark);
      if (saved.changed) output.next(`Restart ${label}: most clients read their servers at start.`);
    });
}

/** The endpoint, as this machine reaches it. */
async function addressOf(cli: Cli, profile: string | undefined): Promise<string> {
  if (profile === undefined) return `${cli.url}/mcp`;
  const signal = cli.terminal.interrupted;
  const { slug } = await cli.client().profile.get.query({ profile }, { signal });
  return `${cli.url}/mcp/p/${slug}`;
}

const codexRemark = "Codex reads the key from the environment: export PATCHOPS_API_KEY where it starts.";

/** Codex names a variable instead of a key, so that it needs none here. */
function apiKeyFor(name: ClientName, { config }: Cli): string {
  if (config.apiKey !== null) return config.apiKey;
  if (name === "codex") return "po_…";
  throw new PatchOpsError("unauthenticated", "PATCHOPS_API_KEY is not set, and the client needs a key.", {
    sent: false,
    next: "Make one on the API keys page or with patchops keys create, then: export PATCHOPS_API_KEY=po_…; or add --sign-in.",
  });
}

function hideKey(text: string, apiKey: string | null): string {
  return apiKey === null ? text : text.replaceAll(apiKey, `po_…${apiKey.slice(-4)}`);
}

function colored(diff: string, { output: { colors } }: Cli): string {
  return diff
    .replace(/^\+.*$/gm, (line) => colors.green(line))
    .replace(/^-.*$/gm, (line) => colors.red(line));
}
