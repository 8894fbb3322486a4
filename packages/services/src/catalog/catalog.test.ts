import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAddressGuard, createGuardedFetch } from "@patchops/upstream";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { addConnection, refreshConnection, updateConnection } from "../connection/index.ts";
import { openLiveServices } from "../testing/open-live-services.ts";
import { withParts } from "../testing/open-test-services.ts";
import { testPerson } from "../testing/people.ts";
import { bundledEntries } from "./bundled.ts";
import { listCatalog, openRegistry, providerOf, resolveEntry } from "./index.ts";

const { services } = await openLiveServices();
/** What was sent to a server that answers nothing of use. */
const wire: Pick<IncomingMessage, "method" | "url" | "headers">[] = [];
const wireServer = createServer((request, response) => {
  const { method, url, headers } = request;
  wire.push({ method, url, headers });
  request.resume();
  response.writeHead(404).end();
});
const wireUrl = await listen(wireServer);

/** What the stand-in registry answers, by what was searched. */
let answer: (search: string) => { status?: number; body: string };
const asked: string[] = [];
const registryServer = createServer((request, response) => {
  const url = new URL(request.url ?? "/", "http://registry.example");
  asked.push(url.pathname + url.search);
  const { status = 200, body } = answer(url.searchParams.get("search") ?? "");
  response.writeHead(status, { "content-type": "application/json" }).end(body);
});
const registryUrl = await listen(registryServer);
const documents = createGuardedFetch({
  guard: createAddressGuard({ allow: () => [{ host: "127.0.0.1", port: null }] }),
  timeoutMs: 500,
  maxBytes: 100_000,
});
afterAll(async () => {
  await documents.close();
  registryServer.close();
  wireServer.close();
});
beforeEach(() => {
  asked.length = 0;
});

const official = "io.modelcontextprotocol.registry/official";
/** As registry.modelcontextprotocol.io writes a server. */
const listed = (name: string, remote: object, changes: object = {}, state: object = {}) => ({
  server: {
    $schema: "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json",
    name,
    title: "Example",
    description: "What it does",
    version: "1.0.0",
    websiteUrl: "https://docs.example.com",
    repository: { url: "https://github.com/example/server", source: "github" },
    remotes: [remote],
    ...changes,
  },
  _meta: { [official]: { status: "active", isLatest: true, publishedAt: "2026-01-01T00:00:00Z", ...state } },
});
const page = (...servers: unknown[]) => ({
  body: JSON.stringify({ servers, metadata: { nextCursor: "next", count: servers.length } }),
});
interface Remote {
  type: string;
  url: string;
  headers?: object[];
  variables?: object;
}
const http = (path: string, more: Partial<Remote> = {}): Remote => ({
  type: "streamable-http",
  url: `${wireUrl}${path}`,
  ...more,
});
const withRegistry = () => withParts(services, { registry: openRegistry(registryUrl, documents) });

describe("the bundled catalog", () => {
  test("has 40 entries and more, each whole, with an https address, documentation and a public source", () => {
    const entries = bundledEntries();
    expect(entries.length).toBeGreaterThanOrEqual(40);
    expect(new Set(entries.map(({ slug }) => slug)).size).toBe(entries.length);
    expect(new Set(entries.map(({ url }) => url)).size).toBe(entries.length);
    expect(entries.map(({ slug }) => slug)).toEqual(entries.map(({ slug }) => slug).sort());
    for (const { slug, url, docs, source, instance } of entries) {
      expect(url, slug).toMatch(/^https:\/\//);
      expect([docs, source], slug).toEqual([
        expect.stringMatching(/^https:/),
        expect.stringMatching(/^https:/),
      ]);
      expect(url.includes("{instance}"), slug).toBe(instance?.placement === "path");
    }
  });

  test("is searched by all words, and tells an address by its provider", async () => {
    const { context } = await testPerson(services, "searcher");
    const { entries, registry } = await listCatalog(context, { search: "issues linear" });
    expect(entries.map(({ slug }) => slug)).toEqual(["linear"]);
    expect(registry).toBeNull();
    expect(providerOf("https://mcp.linear.app/mcp/")).toBe("linear");
    expect(providerOf("https://mcp.linear.app/other")).toBeNull();
    expect((await listCatalog(context, { search: "nothing like it" })).entries).toEqual([]);
  });

  test("an instance id goes where the entry says, and nowhere else", async () => {
    const place = (entry: string, instanceId?: string) => resolveEntry(services, { entry, instanceId });
    expect(await place("gitmcp", "owner/a repo?x#y")).toMatchObject({
      url: "https://gitmcp.io/owner/a%20repo%3Fx%23y",
      providerType: "gitmcp",
      instanceId: "owner/a repo?x#y",
    });
    expect(await place("supabase", "ref&x=1")).toMatchObject({
      url: "https://mcp.supabase.com/mcp?project_ref=ref%26x%3D1",
    });
    expect(await place("supabase")).toMatchObject({ url: "https://mcp.supabase.com/mcp", instanceId: null });
    for (const wrong of [undefined, "../admin", "a//b", "./x"]) {
      await expect(place("gitmcp", wrong)).rejects.toMatchObject({ code: "invalid_input" });
    }
    await expect(place("linear", "x")).rejects.toMatchObject({ details: { field: "instanceId" } });
    await expect(place("nobody")).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("what goes out on the wire", () => {
  const cases: [placement: string, remote: Remote, path: string][] = [
    ["path", http("/teams/{team}/mcp", { variables: { team: { isRequired: true } } }), "/teams/acme-1/mcp"],
    ["query", http("/mcp?team={team}", { variables: { team: { isRequired: true } } }), "/mcp?team=acme-1"],
    ["header", http("/mcp", { headers: [{ name: "X-Team-Id", isRequired: true }] }), "/mcp"],
  ];
  test.each(cases)("an instance id in the %s, beside a key", async (placement, remote, path) => {
    const key = { name: "X-Api-Key", isSecret: true, isRequired: true };
    answer = () => page(listed("com.example/team", { ...remote, headers: [...(remote.headers ?? []), key] }));
    const { context } = await testPerson(withRegistry(), `wire-${placement}`);
    wire.length = 0;
    const { slug, ...added } = await addConnection(context, {
      target: { kind: "catalog", entry: "com.example/team", instanceId: "acme-1" },
      credential: { kind: "headers", headers: { "X-Api-Key": "seeded-key" } },
      onFailure: "keep",
    });
    expect(added).toMatchObject({
      name: "Example",
      providerType: "com.example/team",
      instanceId: "acme-1",
      url: `${wireUrl}${path}`,
    });
    const posts = wire.filter(({ method }) => method === "POST");
    expect(posts.length).toBeGreaterThan(0);
    for (const { url, headers } of posts) {
      expect([url, headers["x-api-key"], headers["x-team-id"]]).toEqual([
        path,
        "seeded-key",
        placement === "header" ? "acme-1" : undefined,
      ]);
    }
    const moved = await updateConnection(context, {
      connection: slug,
      url: `${wireUrl}/other`,
    });
    expect(moved).toMatchObject({ providerType: null, instanceId: null });
    wire.length = 0;
    await refreshConnection(context, { connection: slug });
    expect(wire.length).toBeGreaterThan(0);
    for (const { headers } of wire) expect(headers["x-team-id"]).toBeUndefined();
  });
});

describe("the operator's registry", () => {
  test("is asked once for the same words, and its servers come after the bundled ones", async () => {
    answer = (search) => page(listed(`com.example/${search || "all"}`, http("/mcp")));
    const { context } = await testPerson(withRegistry(), "registry");
    for (const _ of [1, 2]) {
      const { entries, registry } = await listCatalog(context, { search: "linear" });
      expect(entries.map(({ slug }) => slug)).toEqual(["linear", "com.example/linear"]);
      expect(registry).toEqual({ host: new URL(registryUrl).host, problem: null });
    }
    expect(asked).toEqual(["/v0/servers?limit=100&version=latest&search=linear"]);
    expect((await listCatalog(context, {})).entries.at(-1)).toMatchObject({
      slug: "com.example/all",
      name: "Example",
      publisher: "example.com",
      auth: { kind: "unknown" },
      docs: "https://docs.example.com",
      source: "https://github.com/example/server",
    });
  });

  test("hostile and unfit servers are left out one by one", async () => {
    const fit = listed(
      "com.example/fit",
      http("/mcp", { headers: [{ name: "Authorization", value: "Bearer {t}", isSecret: true }] }),
    );
    answer = () =>
      page(
        null,
        "text",
        { server: { name: 1 } },
        listed("com.example/gone", http("/mcp"), {}, { status: "deleted" }),
        listed("com.example/older", http("/mcp"), {}, { isLatest: false }),
        listed("com.example/sse", { type: "sse", url: `${wireUrl}/sse` }),
        listed("com.example/script", { type: "streamable-http", url: "javascript:alert(1)" }),
        listed("com.example/secret-path", http("/{key}/mcp", { variables: { key: { isSecret: true } } })),
        listed("com.example/host", { type: "streamable-http", url: "https://{host}/mcp" }),
        listed("com.example/two", http("/{a}/{b}")),
        listed("../../etc/passwd", http("/mcp")),
        listed("com.example/link", http("/mcp"), {
          websiteUrl: "javascript:alert(1)",
          repository: undefined,
          title: "A\u202eB\u0000\nC",
        }),
        JSON.parse('{"__proto__":{"isAdmin":true},"server":{"name":"com.example/proto","remotes":[]}}'),
        fit,
      );
    const { context } = await testPerson(withRegistry(), "hostile");
    const { entries } = await listCatalog(context, { search: "zzz" });
    expect(entries.map(({ slug }) => slug)).toEqual(["com.example/fit"]);
    expect(entries[0]?.auth).toEqual({ kind: "bearer", isRequired: false });
    expect(Reflect.get({}, "isAdmin")).toBeUndefined();
  });

  test("an answer that is wrong, huge or late takes nothing from the bundled catalog; the last good one stays", async () => {
    const registry = openRegistry(registryUrl, documents);
    const { context } = await testPerson(withParts(services, { registry }), "broken");
    for (const wrong of [
      { body: "<html>" },
      { status: 500, body: "{}" },
      { body: '{"servers":{}}' },
      { body: JSON.stringify({ servers: ["x".repeat(200_000)] }) },
      { body: "[".repeat(50_000) },
    ]) {
      answer = () => wrong;
      const { entries, registry: told } = await listCatalog(context, {});
      expect(entries.length).toBe(bundledEntries().length);
      expect(told?.problem).toContain("did not answer");
    }
  });
});

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
