import { join } from "node:path";
import { type McpClient, type McpClientOptions, mcpClientFile, mcpClientSetup } from "@patchops/contract";
import type { Config } from "../config.ts";
import { writeJsonEntry } from "./write-json-entry.ts";
import { writeTomlTable } from "./write-toml-table.ts";

/** The clients whose settings files we know. */
export type ClientName = Exclude<McpClient, "other">;

function vscodeHome({ platform, home, configHome }: Config): string {
  if (platform === "darwin") return join(home, "Library", "Application Support", "Code");
  return join(configHome ?? join(home, platform === "win32" ? "AppData/Roaming" : ".config"), "Code");
}

/** The file of settings that hold for all of a person's projects. */
export const clientFiles: Record<ClientName, (config: Config) => string> = {
  "claude-code": ({ home }) => join(home, ".claude.json"),
  cursor: ({ home }) => join(home, ".cursor", "mcp.json"),
  vscode: (config) => join(vscodeHome(config), "User", "mcp.json"),
  codex: ({ home }) => join(home, ".codex", "config.toml"),
};

/** A settings file's text with our entry in it; null when it cannot be changed safely. */
export function withOurEntry(text: string, client: ClientName, options: McpClientOptions): string | null {
  const { entry } = mcpClientSetup(client, options);
  if (entry === null) return null;
  return entry.format === "json"
    ? writeJsonEntry(text, entry.path, entry.value)
    : writeTomlTable(text, entry.path, mcpClientFile(entry));
}
