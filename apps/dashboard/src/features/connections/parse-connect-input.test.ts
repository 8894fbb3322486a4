import { describe, expect, it } from "vitest";
import { parseConnectInput } from "./parse-connect-input.ts";

describe("the one field for connecting", () => {
  it("takes an address, with or without its scheme", () => {
    const url = "https://mcp.example.com/mcp";
    expect(parseConnectInput(` ${url} `)).toEqual({ kind: "address", url });
    expect(parseConnectInput("mcp.example.com/mcp")).toEqual({ kind: "address", url });
    expect(parseConnectInput("http://127.0.0.1:8080/mcp")).toMatchObject({
      url: "http://127.0.0.1:8080/mcp",
    });
    expect(parseConnectInput("localhost:8080/mcp")).toMatchObject({ url: "http://localhost:8080/mcp" });
    expect(parseConnectInput("  ")).toEqual({ kind: "empty" });
  });

  it("takes the settings of a client, as JSON, a fragment of it, or TOML", () => {
    const server = { url: "https://a.example/mcp" };
    for (const text of [
      JSON.stringify({ mcpServers: { a: server } }),
      `// mine\n{ "servers": { "a": ${JSON.stringify(server)} } }`,
      `"a": ${JSON.stringify(server)},`,
      `[mcp_servers.a]\nurl = "${server.url}"`,
    ]) {
      expect(parseConnectInput(text), text).toMatchObject({
        kind: "servers",
        servers: [{ url: server.url }],
      });
    }
  });

  it("says what is wrong in words", () => {
    expect(parseConnectInput("{ nothing")).toMatchObject({ kind: "wrong" });
    expect(parseConnectInput("two words")).toMatchObject({ kind: "wrong" });
    expect(parseConnectInput("{}")).toMatchObject({ kind: "wrong" });
  });
});
