const header = "[mcp_servers.patchops]";

/** A TOML file's text with our table in it; other tables, and tables below ours, stay as they are. */
export function writeCodexToml(text: string, mcpUrl: string): string {
  const table = `${header}\nurl = ${JSON.stringify(mcpUrl)}\nbearer_token_env_var = "PATCHOPS_API_KEY"\n`;
  const lines = text.split(/(?<=\n)/);
  const start = lines.findIndex((line) =>
    /^\s*\[\s*mcp_servers\s*\.\s*"?patchops"?\s*\]\s*(#.*)?$/.test(line.trimEnd()),
  );
  if (start === -1) {
    const before = text.trimEnd();
    return before === "" ? table : `${before}\n\n${table}`;
  }
  const next = lines.findIndex((line, index) => index > start && /^\s*\[/.test(line));
  const end = next === -1 ? lines.length : next;
  const rest = lines.slice(end).join("");
  return `${lines.slice(0, start).join("")}${table}${rest === "" ? "" : `\n${rest}`}`;
}
