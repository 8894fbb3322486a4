import { describe, expect, it } from "vitest";
import { mcpClientFile, mcpClientSetup, mcpClients } from "./mcp-client.ts";

const options = { mcpUrl: "http://127.0.0.1:3000/mcp", key: "po_secret" };

describe("mcpClientSetup", () => {
  it.each(mcpClients)("holds the address and the key: %s", (client) => {
    const { code } = mcpClientSetup(client, options);
    expect(code).toContain(options.mcpUrl);
    expect(code).toContain("po_secret");
  });

  it.each(mcpClients)("holds the address and no header where the client signs in: %s", (client) => {
    const { code, entry, install } = mcpClientSetup(client, { ...options, key: null });
    expect(code).toContain(options.mcpUrl);
    const all = JSON.stringify([code, entry, install]);
    for (const word of ["Authorization", "Bearer", "po_", "null"]) {
      expect(all.replace(/,null|null,/g, "")).not.toContain(word);
    }
    const config = new URL(install?.href ?? "x:").searchParams.get("config");
    if (config !== null) expect(JSON.parse(atob(config))).toEqual({ url: options.mcpUrl });
  });

  it("gives Cursor a link whose configuration is base64 of JSON", () => {
    const link = new URL(mcpClientSetup("cursor", options).install?.href ?? "");
    expect(link.protocol).toBe("cursor:");
    expect(link.searchParams.get("name")).toBe("patchops");
    expect(JSON.parse(atob(link.searchParams.get("config") ?? ""))).toEqual({
      url: options.mcpUrl,
      headers: { Authorization: "Bearer po_secret" },
    });
  });

  it("gives Codex the key in the environment only", () => {
    const { code, entry } = mcpClientSetup("codex", options);
    const [first, ...rest] = code.split("\n");
    expect(first).toBe("export PATCHOPS_API_KEY=po_secret");
    expect(rest.join("\n")).not.toContain("po_secret");
    expect(entry && mcpClientFile(entry)).toBe(
      `[mcp_servers.patchops]\nurl = "${options.mcpUrl}"\nbearer_token_env_var = "PATCHOPS_API_KEY"\n`,
    );
  });
});
