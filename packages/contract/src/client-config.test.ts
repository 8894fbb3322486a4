import { describe, expect, test } from "vitest";
import { type ConfiguredServer, parseClientConfig } from "./client-config.ts";
import { planImport } from "./plan-import.ts";

function serversOf(text: string): ConfiguredServer[] {
  const parsed = parseClientConfig(text);
  if ("problem" in parsed) throw new Error(parsed.problem);
  return parsed.servers;
}
const filledIn = (name: string) => ["$", "{", name, "}"].join("");
const input = (name: string) => filledIn(`input:${name}`);

describe("settings of clients", () => {
  test("Claude and Cursor: mcpServers, with comments and trailing commas", () => {
    const servers = serversOf(`{
      // my servers
      "mcpServers": {
        "linear": { "type": "http", "url": "https://mcp.linear.app/mcp", "headers": { "Authorization": "Bearer abc" }, },
        "files": { "command": "npx", "args": ["-y", "files", "/tmp // no comment"], "env": { "KEY": "secret" } },
        /* an old one */
      },
    }`);
    expect(servers).toMatchObject([
      {
        name: "linear",
        url: "https://mcp.linear.app/mcp",
        hasCredential: true,
        input: { name: "linear", credential: { kind: "bearer", token: "abc" } },
      },
      {
        name: "files",
        command: "npx",
        hasCredential: true,
        input: {
          target: {
            kind: "stdio",
            args: ["-y", "files", "/tmp // no comment"],
            environment: { KEY: "secret" },
          },
        },
      },
    ]);
  });

  test("VS Code: servers with inputs, also in its settings.json", () => {
    const servers = {
      github: {
        type: "http",
        url: "https://a.example/mcp",
        headers: { Authorization: `Bearer ${input("pat")}` },
      },
      local: { command: "node", args: [input("path")] },
    };
    for (const text of [JSON.stringify({ inputs: [], servers }), JSON.stringify({ mcp: { servers } })]) {
      expect(serversOf(text)).toMatchObject([
        { name: "github", hasCredential: false, note: expect.stringContaining("asked for") },
        { name: "local", note: expect.stringContaining("filled in") },
      ]);
      expect(serversOf(text)[0]?.input).not.toHaveProperty("credential");
      expect(serversOf(text)[1]).not.toHaveProperty("input");
    }
  });

  test("Codex: TOML", () => {
    const servers = serversOf(`
      model = "x"
      [mcp_servers.docs]
      url = "https://docs.example/mcp"
      bearer_token_env_var = "DOCS_TOKEN"
      [mcp_servers."with.dot"]
      url = "https://dot.example/mcp"
      http_headers = { "X-Key" = "k" }
      [mcp_servers.local]
      command = "npx"
      args = ["-y", "thing"]
      [mcp_servers.local.env]
      TOKEN = "t"
    `);
    expect(servers).toMatchObject([
      { name: "docs", hasCredential: false, note: expect.stringContaining("asked for") },
      { name: "with.dot", input: { credential: { kind: "headers", headers: { "X-Key": "k" } } } },
      { name: "local", input: { target: { kind: "stdio", environment: { TOKEN: "t" } } } },
    ]);
    expect(parseClientConfig("[mcp_servers.x]\nurl = ")).toHaveProperty("problem");
  });

  test("a bridge to a remote server is connected as that server, with its header", () => {
    const bridge = {
      command: "npx",
      args: [
        "-y",
        "mcp-remote@latest",
        "https://r.example/mcp",
        "--header",
        `Authorization: Bearer ${filledIn("TOKEN")}`,
      ],
      env: { TOKEN: "t1" },
    };
    expect(serversOf(JSON.stringify({ mcpServers: { r: bridge } }))).toMatchObject([
      {
        url: "https://r.example/mcp",
        input: { target: { kind: "http" }, credential: { kind: "bearer", token: "t1" } },
      },
    ]);
  });

  test("single servers, fragments and other spellings", () => {
    const server = { url: "https://a.example/mcp" };
    for (const text of [
      JSON.stringify({ a: server }),
      JSON.stringify(server),
      `"a": ${JSON.stringify(server)},`,
      JSON.stringify({ mcpServers: { a: { serverUrl: server.url } } }),
      JSON.stringify({ mcpServers: { a: { httpUrl: server.url } } }),
    ]) {
      expect(serversOf(text), text).toMatchObject([{ url: server.url }]);
    }
  });

  test("hostile and broken texts are told in words, and change nothing", () => {
    // As long as a text may be: to read one in the square of its length would outlast the test.
    for (const text of [
      "{ nothing",
      "{}",
      "[]",
      '{"mcpServers": []}',
      "{".repeat(999_000),
      `[mcp_servers.a]\nx = ${"[".repeat(999_000)}`,
      `{"a": "${"\\".repeat(999_000)}`,
      "//".repeat(499_000),
      "/*".repeat(499_000),
    ]) {
      expect(parseClientConfig(text), text.slice(0, 20)).toHaveProperty("problem");
    }
    const many = Object.fromEntries(
      Array.from({ length: 201 }, (_, n) => [`s${n}`, { url: "https://a.example" }]),
    );
    expect(parseClientConfig(JSON.stringify({ servers: many }))).toHaveProperty("problem");
    const polluting = '{"mcpServers":{"__proto__":{"url":"https://a.example","headers":{"__proto__":"x"}}}}';
    expect(serversOf(polluting)).toMatchObject([{ hasCredential: false }]);
    expect(Reflect.get({}, "url")).toBeUndefined();
    expect(serversOf('{"a":{"url":"https://user:pass@a.example/mcp"}}')[0]?.url).toBe(
      "https://a.example/mcp",
    );
    expect(serversOf('{"a":{"url":"javascript:alert(1)"}}')).toMatchObject([
      { note: "That is not a web address." },
    ]);
  });
});

test("the plan tells what is added, what is there already, and what this instance does not take", () => {
  const servers = serversOf(
    JSON.stringify({
      mcpServers: {
        fresh: { url: "https://new.example/mcp" },
        again: { url: "https://new.example/mcp/" },
        known: { url: "https://KNOWN.example/mcp" },
        process: { command: "npx", args: ["thing"] },
        wrong: { url: "ftp://x" },
      },
    }),
  );
  const connections = [
    { slug: "known_one", url: "https://known.example/mcp", command: null },
    { slug: "thing", url: null, command: "npx thing" },
  ];
  const verdicts = (isStdioAllowed: boolean) =>
    planImport(servers, { connections, isStdioAllowed }).map(({ name, verdict }) => [name, verdict]);
  expect(verdicts(false)).toEqual([
    ["fresh", "add"],
    ["again", "duplicate"],
    ["known", "duplicate"],
    ["process", "refused"],
    ["wrong", "refused"],
  ]);
  expect(verdicts(true)[3]).toEqual(["process", "duplicate"]);
});
