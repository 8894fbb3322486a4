import { readFile } from "node:fs/promises";
import type { Cli } from "../cli.ts";
import { type ClientSettings, clientSettings } from "../connect/client-settings.ts";
import type { Finding } from "./finding.ts";

/** For each MCP client whose settings are on this machine: whether they point here, with this key. */
export async function checkClients(cli: Cli): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [name, settings] of Object.entries<ClientSettings>(clientSettings)) {
    const text = await readFile(settings.file(cli.config), "utf8").catch(() => null);
    if (text !== null) findings.push(checkClient(name, text, { settings, cli }));
  }
  return findings;
}

function checkClient(
  name: string,
  text: string,
  { settings, cli }: { settings: ClientSettings; cli: Cli },
): Finding {
  const mcpUrl = `${cli.url}/mcp`;
  const { apiKey } = cli.config;
  if (!text.includes(mcpUrl)) {
    const isElsewhere = /patchops/.test(text);
    return {
      check: name,
      state: isElsewhere ? "warning" : "skipped",
      detail: isElsewhere
        ? `${settings.title} points to another address`
        : `${settings.title} does not point here`,
      next: `patchops connect ${name} --write`,
    };
  }
  const holdsKey = /bearer_token_env_var/.test(text) || apiKey === null || text.includes(apiKey);
  return holdsKey
    ? { check: name, state: "ok", detail: `${settings.title} points here` }
    : {
        check: name,
        state: "warning",
        detail: `${settings.title} points here with another key than PATCHOPS_API_KEY`,
      };
}
