import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type McpFixture, startMcpFixture } from "@patchops/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { axeViolations } from "./browser.ts";
import { follow } from "./follow.ts";
import { shows } from "./scene.ts";
import { openSignedInScene, type SignedInScene } from "./signed-in-scene.ts";

const secret = "a-seeded-key-of-the-catalog";
let fixture: McpFixture;
let registry: Server;
let scene: SignedInScene;
let folder: string;

beforeAll(async () => {
  fixture = await startMcpFixture();
  fixture.setTools([{ name: "echo" }]);
  const server = {
    name: "com.example/shop",
    title: "Example Shop",
    description: "Orders of a shop",
    version: "1.0.0",
    remotes: [
      {
        type: "streamable-http",
        url: fixture.url,
        headers: [
          { name: "X-Shop", description: "The shop", isRequired: true },
          { name: "X-Api-Key", isSecret: true, isRequired: true },
        ],
      },
    ],
    websiteUrl: "https://docs.example.com",
  };
  const state = { "io.modelcontextprotocol.registry/official": { status: "active", isLatest: true } };
  registry = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ servers: [{ server, _meta: state }], metadata: { count: 1 } }));
  });
  await new Promise<void>((resolve) => registry.listen(0, "127.0.0.1", resolve));
  const { port } = registry.address() as AddressInfo;
  folder = await mkdtemp(join(tmpdir(), "patchops catalog "));
  scene = await openSignedInScene({ env: { PATCHOPS_REGISTRY_URL: `http://127.0.0.1:${port}` } });
});
afterAll(async () => {
  await scene?.close();
  await fixture?.close();
  registry?.close();
  await rm(folder, { recursive: true, force: true });
});

it("a server of the catalog is found, asked for what it needs, and connected by a click", async () => {
  const { page } = scene;
  await follow(page, "/connections/new");
  await shows(page.getByRole("heading", { name: "Catalog" }));
  await page.getByRole("button", { name: "Show all" }).click();
  expect(await page.getByRole("listitem").filter({ hasText: "Documentation" }).count()).toBeGreaterThan(40);
  await page.getByLabel("Search the catalog").fill("shop");
  // What is found stands elsewhere than in the whole list.
  await page
    .getByRole("listitem")
    .filter({ hasText: "Documentation" })
    .nth(20)
    .waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Connect Example Shop" }).click();
  const tile = page.getByRole("listitem").filter({ hasText: "Example Shop" });
  await tile.getByRole("button", { name: "Connect", exact: true }).click();
  await shows(tile.getByText("Fill this in."));
  expect(await axeViolations(page)).toEqual([]);
  await tile.getByLabel("X-Shop").fill("shop-7");
  await tile.getByLabel("Key", { exact: true }).fill(secret);
  await scene.shoot("catalog tile");
  await tile.getByRole("button", { name: "Connect", exact: true }).click();
  await shows(page.getByText("1 tool ready to call"));
  const sent = fixture.requests.filter(({ httpMethod }) => httpMethod === "POST");
  expect(sent.length).toBeGreaterThan(0);
  for (const { headers } of sent) {
    expect([headers["x-shop"], headers["x-api-key"]]).toEqual(["shop-7", secret]);
  }
  expect(await page.content()).not.toContain(secret);
  expect(scene.complaints.all).toEqual([]);
});

it("settings of a client are pasted: what is there already and what is not allowed says so", async () => {
  const { page } = scene;
  await follow(page, "/connections/new");
  await page
    .getByLabel("Server address, or a client's settings")
    .fill(
      `[mcp_servers.again]\nurl = "${fixture.url}"\n[mcp_servers.files]\ncommand = "npx"\n` +
        `[mcp_servers.other]\nurl = "${fixture.url}?other=1"\nhttp_headers = { "X-Key" = "${secret}" }\n`,
    );
  await shows(page.getByText("connected already"));
  await shows(page.getByText("PATCHOPS_ALLOW_STDIO=1"));
  expect(await page.getByRole("list").filter({ hasText: "connected already" }).textContent()).not.toContain(
    secret,
  );
  await page.getByRole("button", { name: "Connect it" }).click();
  await shows(page.getByText("1 tool ready to call"));
});

it("the command line lists the catalog, connects by name, and imports a client's settings", async () => {
  const { instance, apiKey } = scene;
  const run = async (...args: string[]) => instance.cli([...args, "--json"], { apiKey });
  const found = JSON.parse((await run("catalog", "search", "linear", "issues")).stdout);
  expect(found.map(({ slug }: { slug: string }) => slug)).toContain("linear");
  const refused = await run("connections", "add", "com.example/shop", "--instance", "shop-8");
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("wants a key")]);
  const added = await run(
    "connections",
    "add",
    "com.example/shop",
    "--name",
    "by-name",
    "--instance",
    "shop-8",
    "--bearer",
    secret,
  );
  expect(JSON.parse(added.stdout)).toMatchObject({ slug: "by-name", status: "ready", tools: 1 });
  expect(fixture.requests.at(-1)?.headers["x-shop"]).toBe("shop-8");

  const file = join(folder, "claude.json");
  const headers = { Authorization: `Bearer ${secret}` };
  await writeFile(
    file,
    `{ // mine\n "mcpServers": { "third": { "url": "${fixture.url}?third=1", "headers": ${JSON.stringify(headers)} }, "local": { "command": "npx", "args": ["x"] }, } }`,
  );
  const dry = await run("connections", "import", file, "--dry-run");
  expect(JSON.parse(dry.stdout)).toMatchObject([
    { name: "third", verdict: "add" },
    { name: "local", verdict: "refused" },
  ]);
  expect(dry.stdout + dry.stderr).not.toContain(secret);
  const imported = await run("connections", "import", file, "--yes");
  expect(JSON.parse(imported.stdout)[0]).toMatchObject({ verdict: "added", status: "ready", tools: 1 });
  const again = await run("connections", "import", file, "--yes");
  expect(JSON.parse(again.stdout)[0]).toMatchObject({ name: "third", verdict: "duplicate" });
});
