import { describe, expect, it } from "vitest";
import { parseConnectInput } from "./parse-connect-input.ts";

describe("the one field for connecting", () => {
  it("takes an address, with or without its scheme", () => {
    expect(parseConnectInput(" https://mcp.example.com/mcp ")).toEqual({
      kind: "address",
      url: "https://mcp.example.com/mcp",
    });
    expect(parseConnectInput("mcp.example.com/mcp")).toEqual({
      kind: "address",
      url: "https://mcp.example.com/mcp",
    });
    expect(parseConnectInput("http://127.0.0.1:8080/mcp")).toMatchObject({
      url: "http://127.0.0.1:8080/mcp",
    });
    expect(parseConnectInput("localhost:8080/mcp")).toMatchObject({ url: "http://localhost:8080/mcp" });
    expect(parseConnectInput("  ")).toEqual({ kind: "empty" });
  });

  it("offers the http servers of a client's settings and says why it leaves a process out", () => {
    const pasted = parseConnectInput(
      JSON.stringify({
        mcpServers: {
          linear: {
            type: "http",
            url: "https://mcp.linear.app/mcp",
            headers: { Authorization: "Bearer abc" },
          },
          files: { command: "npx", args: ["-y", "files"] },
        },
      }),
    );
    expect(pasted).toMatchObject({
      kind: "servers",
      servers: [
        {
          name: "linear",
          hasCredential: true,
          input: {
            target: { url: "https://mcp.linear.app/mcp" },
            credential: { kind: "bearer", token: "abc" },
          },
        },
        { name: "files", note: expect.stringContaining("npx") },
      ],
    });
  });

  it("reads the spellings of other clients, single servers and fragments", () => {
    const server = { url: "https://a.example/mcp" };
    for (const text of [
      JSON.stringify({ servers: { a: server } }),
      JSON.stringify({ a: server }),
      JSON.stringify(server),
      `"a": ${JSON.stringify(server)},`,
      JSON.stringify({ mcpServers: { a: { serverUrl: server.url } } }),
    ]) {
      expect(parseConnectInput(text), text).toMatchObject({
        kind: "servers",
        servers: [{ url: server.url }],
      });
    }
  });

  it("does not send a placeholder as a key", () => {
    expect(
      parseConnectInput(
        JSON.stringify({
          servers: { a: { url: "https://a.example", headers: { "X-Key": "$" + "{input:key}" } } },
        }),
      ),
    ).toMatchObject({ servers: [{ hasCredential: false, note: expect.stringContaining("key") }] });
  });

  it("says what is wrong in words", () => {
    expect(parseConnectInput("{ nothing")).toMatchObject({ kind: "wrong" });
    expect(parseConnectInput("two words")).toMatchObject({ kind: "wrong" });
    expect(parseConnectInput("{}")).toMatchObject({ kind: "wrong" });
  });
});
