import { describe, expect, it } from "vitest";
import { clientSnippet } from "./client-snippets.ts";
import { setupClients } from "./home-search.ts";

const url = "http://127.0.0.1:3000/mcp";

describe("the snippets of the setup card", () => {
  it.each(setupClients)("holds the address and the key: %s", (client) => {
    const { code } = clientSnippet(client, url, "po_secret");
    expect(code).toContain(url);
    expect(code).toContain("po_secret");
  });

  it("gives Cursor a link whose configuration is base64 of JSON", () => {
    const link = new URL(clientSnippet("cursor", url, "po_secret").install?.href ?? "");
    expect(link.protocol).toBe("cursor:");
    expect(link.searchParams.get("name")).toBe("patchops");
    expect(JSON.parse(atob(link.searchParams.get("config") ?? ""))).toEqual({
      url,
      headers: { Authorization: "Bearer po_secret" },
    });
  });

  it("gives Codex the key in the environment only", () => {
    const [first, ...rest] = clientSnippet("codex", url, "po_secret").code.split("\n");
    expect(first).toBe("export PATCHOPS_API_KEY=po_secret");
    expect(rest.join("\n")).not.toContain("po_secret");
  });
});
