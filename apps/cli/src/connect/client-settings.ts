import { join } from "node:path";
import type { Config } from "../config.ts";
import { writeCodexToml } from "./write-codex-toml.ts";
import { writeJsonEntry } from "./write-json-entry.ts";

/** What a client is told: the endpoint, and the key that it sends. */
export interface Endpoint {
  mcpUrl: string;
  apiKey: string;
}

/** An MCP client whose settings we know how to write. */
export interface ClientSettings {
  title: string;
  /** Its file of settings that hold for all of a person's projects. */
  file(config: Config): string;
  /** What a person pastes or types. */
  snippet(endpoint: Endpoint): string;
  /** The file's text with our entry in it; null when it cannot be changed safely. */
  write(text: string, endpoint: Endpoint): string | null;
  /** What the file alone does not do. */
  remark?: string;
}

const headersOf = ({ apiKey }: Endpoint) => ({ Authorization: `Bearer ${apiKey}` });

const json = (value: unknown) => JSON.stringify(value, null, 2);

function vscodeHome({ platform, home, configHome }: Config): string {
  if (platform === "darwin") return join(home, "Library", "Application Support", "Code");
  return join(configHome ?? join(home, platform === "win32" ? "AppData/Roaming" : ".config"), "Code");
}

/** Formats as of the clients' documentation; each keeps servers under its own key. */
export const clientSettings = {
  "claude-code": {
    title: "Claude Code",
    file: ({ home }) => join(home, ".claude.json"),
    snippet: ({ mcpUrl, apiKey }) =>
      `claude mcp add --transport http patchops ${mcpUrl} --header "Authorization: Bearer ${apiKey}"`,
    write: (text, endpoint) =>
      writeJsonEntry(text, ["mcpServers", "patchops"], {
        type: "http",
        url: endpoint.mcpUrl,
        headers: headersOf(endpoint),
      }),
  },
  cursor: {
    title: "Cursor",
    file: ({ home }) => join(home, ".cursor", "mcp.json"),
    snippet: (endpoint) =>
      json({ mcpServers: { patchops: { url: endpoint.mcpUrl, headers: headersOf(endpoint) } } }),
    write: (text, endpoint) =>
      writeJsonEntry(text, ["mcpServers", "patchops"], {
        url: endpoint.mcpUrl,
        headers: headersOf(endpoint),
      }),
  },
  vscode: {
    title: "VS Code",
    file: (config) => join(vscodeHome(config), "User", "mcp.json"),
    snippet: (endpoint) =>
      json({ servers: { patchops: { type: "http", url: endpoint.mcpUrl, headers: headersOf(endpoint) } } }),
    write: (text, endpoint) =>
      writeJsonEntry(text, ["servers", "patchops"], {
        type: "http",
        url: endpoint.mcpUrl,
        headers: headersOf(endpoint),
      }),
  },
  codex: {
    title: "Codex",
    file: ({ home }) => join(home, ".codex", "config.toml"),
    snippet: ({ mcpUrl }) => writeCodexToml("", mcpUrl),
    write: (text, { mcpUrl }) => writeCodexToml(text, mcpUrl),
    remark: "Codex reads the key from the environment: export PATCHOPS_API_KEY where it starts.",
  },
} as const satisfies Record<string, ClientSettings>;

export type ClientName = keyof typeof clientSettings;
