/** The MCP clients whose settings are known here; `other` stands for any that speaks streamable HTTP. */
export const mcpClients = ["claude-code", "cursor", "vscode", "codex", "other"] as const;
export type McpClient = (typeof mcpClients)[number];

export interface McpClientOptions {
  mcpUrl: string;
  /** A real key, or a sign that stands for one; null = the client opens the browser and asks its person (OAuth). */
  key: string | null;
}

/** What points a client at this instance: for the dashboard's card, `patchops connect` and the documentation alike. */
export interface McpClientSetup {
  label: string;
  /** Where the code is pasted or run. */
  caption: string;
  language: "sh" | "json" | "http";
  code: string;
  /** A link that makes the client install it by itself. */
  install?: { label: string; href: string };
  /** What the reader should know after pasting. */
  note: string;
  /** The entry in the client's own settings file. */
  entry: JsonEntry | TomlEntry | null;
}

interface JsonEntry {
  format: "json";
  /** `{ [section]: { [name]: value } }` */
  path: readonly [section: string, name: string];
  value: Record<string, unknown>;
}

interface TomlEntry {
  format: "toml";
  /** `[section.name]` */
  path: readonly [section: string, name: string];
  value: Record<string, string>;
}

const serverName = "patchops";

/** Base64 of UTF-8 text; names of keys are ASCII, addresses may not be. */
function toBase64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

/** A settings file that holds this entry and nothing else. */
export function mcpClientFile({ format, path: [section, name], value }: JsonEntry | TomlEntry): string {
  if (format === "json") return JSON.stringify({ [section]: { [name]: value } }, null, 2);
  const lines = Object.entries(value).map(([key, text]) => `${key} = ${JSON.stringify(text)}\n`);
  return `[${section}.${name}]\n${lines.join("")}`;
}

/** Formats as of the clients' documentation in November 2026. */
export function mcpClientSetup(client: McpClient, { mcpUrl, key }: McpClientOptions): McpClientSetup {
  const server =
    key === null ? { url: mcpUrl } : { url: mcpUrl, headers: { Authorization: `Bearer ${key}` } };
  switch (client) {
    case "claude-code":
      return {
        label: "Claude Code",
        caption: "Run in a terminal",
        language: "sh",
        code: [
          `claude mcp add --transport http ${serverName}`,
          mcpUrl,
          ...(key === null ? [] : [`--header "Authorization: Bearer ${key}"`]),
        ].join(" \\\n  "),
        note:
          key === null
            ? "Then start claude, choose patchops under /mcp and Authenticate: your browser opens."
            : "Then start claude; /mcp lists what is connected.",
        entry: { format: "json", path: ["mcpServers", serverName], value: { type: "http", ...server } },
      };
    case "cursor": {
      const entry: JsonEntry = { format: "json", path: ["mcpServers", serverName], value: server };
      return {
        label: "Cursor",
        caption: "~/.cursor/mcp.json",
        language: "json",
        code: mcpClientFile(entry),
        install: {
          label: "Add to Cursor",
          href: `cursor://anysphere.cursor-deeplink/mcp/install?name=${serverName}&config=${encodeURIComponent(toBase64(JSON.stringify(server)))}`,
        },
        note:
          key === null
            ? "Cursor asks before it installs. Then press Connect beside it: your browser opens."
            : "Cursor asks before it installs.",
        entry,
      };
    }
    case "vscode": {
      const entry: JsonEntry = {
        format: "json",
        path: ["servers", serverName],
        value: { type: "http", ...server },
      };
      return {
        label: "VS Code",
        caption: "mcp.json, by the command MCP: Open User Configuration",
        language: "json",
        code: mcpClientFile(entry),
        install: {
          label: "Add to VS Code",
          href: `vscode:mcp/install?${encodeURIComponent(JSON.stringify({ name: serverName, ...entry.value }))}`,
        },
        note:
          key === null
            ? "Start it from the line above its name in that file: your browser opens."
            : "Start it from the line above its name in that file.",
        entry,
      };
    }
    case "codex":
      if (key === null) {
        return {
          label: "Codex",
          caption: "Run in a terminal",
          language: "sh",
          code: `codex mcp add ${serverName} --url ${mcpUrl}\ncodex mcp login ${serverName}`,
          note: "The second line opens your browser.",
          entry: { format: "toml", path: ["mcp_servers", serverName], value: { url: mcpUrl } },
        };
      }
      return {
        label: "Codex",
        caption: "Run in a terminal",
        language: "sh",
        code: `export PATCHOPS_API_KEY=${key}\ncodex mcp add ${serverName} \\\n  --url ${mcpUrl} \\\n  --bearer-token-env-var PATCHOPS_API_KEY`,
        note: "Codex reads the key from the environment, so keep the first line in your shell's profile.",
        entry: {
          format: "toml",
          path: ["mcp_servers", serverName],
          value: { url: mcpUrl, bearer_token_env_var: "PATCHOPS_API_KEY" },
        },
      };
    case "other":
      return {
        label: "Other",
        caption: key === null ? "Streamable HTTP" : "Streamable HTTP, with this header",
        language: "http",
        code: key === null ? mcpUrl : `${mcpUrl}\n\nAuthorization: Bearer ${key}`,
        note:
          key === null
            ? "Any MCP client that can sign in: it finds the rest by itself, and opens your browser."
            : "Any MCP client that speaks streamable HTTP and sends a header.",
        entry: null,
      };
  }
}
