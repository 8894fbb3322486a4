import { readFile } from "node:fs/promises";
import { mcpClientSetup } from "@patchops/contract";
import type { Cli } from "../cli.ts";
import { type ClientName, clientFiles } from "../connect/client-settings.ts";
import type { Finding } from "./finding.ts";

/** For each MCP client whose settings are on this machine: whether they point here, with this key. */
export async function checkClients(cli: Cli): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const name of Object.keys(clientFiles) as ClientName[]) {
    const text = await readFile(clientFiles[name](cli.config), "utf8").catch(() => null);
    if (text !== null) findings.push(checkClient(name, text, cli));
  }
  return findings;
}

function checkClient(name: ClientName, text: string, cli: Cli): Finding {
  const mcpUrl = `${cli.url}/mcp`;
  const { label } = mcpClientSetup(name, { mcpUrl, key: "" });
  const { apiKey } = cli.config;
  if (!text.includes(mcpUrl)) {
    const isElsewhere = /patchops/.test(text);
    return {
      check: name,
      state: isElsewhere ? "warning" : "skipped",
      detail: isElsewhere ? `${label} points to another address` : `${label} does not point here`,
      next: `patchops connect ${name} --write`,
    };
  }
  const holdsKey = /bearer_token_env_var/.test(text) || apiKey === null || text.includes(apiKey);
  return holdsKey
    ? { check: name, state: "ok", detail: `${label} points here` }
    : {
        check: name,
        state: "warning",
        detail: `${label} points here with another key than PATCHOPS_API_KEY`,
      };
}
