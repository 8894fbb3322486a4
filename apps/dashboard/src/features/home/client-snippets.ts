import type { SetupClient } from "./home-search.ts";

export interface ClientSnippet {
  label: string;
  /** Where it is pasted or run. */
  caption: string;
  code: string;
  /** A link that makes the client install it by itself. */
  install?: { label: string; href: string };
  /** What the reader should know after pasting. */
  note: string;
}

/** Base64 of UTF-8 text; names of keys are ASCII, addresses may not be. */
function toBase64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

/** What points a client at this instance. `key` is a real key, or a sign that stands for one. */
export function clientSnippet(client: SetupClient, mcpUrl: string, key: string): ClientSnippet {
  const server = { url: mcpUrl, headers: { Authorization: `Bearer ${key}` } };
  switch (client) {
    case "claude-code":
      return {
        label: "Claude Code",
        caption: "Run in a terminal",
        code: `claude mcp add --transport http patchops \\\n  ${mcpUrl} \\\n  --header "Authorization: Bearer ${key}"`,
        note: "Then start claude; /mcp lists what is connected.",
      };
    case "cursor":
      return {
        label: "Cursor",
        caption: "~/.cursor/mcp.json",
        code: JSON.stringify({ mcpServers: { patchops: server } }, null, 2),
        install: {
          label: "Add to Cursor",
          href: `cursor://anysphere.cursor-deeplink/mcp/install?name=patchops&config=${encodeURIComponent(toBase64(JSON.stringify(server)))}`,
        },
        note: "Cursor asks before it installs.",
      };
    case "vscode":
      return {
        label: "VS Code",
        caption: ".vscode/mcp.json",
        code: JSON.stringify({ servers: { patchops: { type: "http", ...server } } }, null, 2),
        install: {
          label: "Add to VS Code",
          href: `vscode:mcp/install?${encodeURIComponent(JSON.stringify({ name: "patchops", type: "http", ...server }))}`,
        },
        note: "Start it from the line above its name in that file.",
      };
    case "codex":
      return {
        label: "Codex",
        caption: "Run in a terminal",
        code: `export PATCHOPS_API_KEY=${key}\ncodex mcp add patchops \\\n  --url ${mcpUrl} \\\n  --bearer-token-env-var PATCHOPS_API_KEY`,
        note: "Codex reads the key from the environment, so keep the first line in your shell's profile.",
      };
    case "other":
      return {
        label: "Other",
        caption: "Streamable HTTP, with this header",
        code: `${mcpUrl}\n\nAuthorization: Bearer ${key}`,
        note: "Any MCP client that speaks streamable HTTP and sends a header.",
      };
  }
}
