import { mkdir } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type McpFixture, startMcpFixture } from "@patchops/testing";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { axeViolations, type Complaints, openBrowser, openWindow, sidewaysScroll } from "./browser.ts";
import { type Instance, startInstance } from "./start-instance.ts";

const { SCREENSHOTS_DIR: screenshots } = process.env;

let instance: Instance;
let browser: Browser;
let page: Page;
let complaints: Complaints;
let fixture: McpFixture;
let shop: Server;
let apiKey: string;

beforeAll(async () => {
  shop = createServer((_, response) => {
    response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>Shop</title>");
  }).listen(0, "127.0.0.1");
  [instance, browser, fixture] = await Promise.all([
    startInstance(),
    openBrowser(),
    startMcpFixture({ tools: [{ name: "echo", description: "Answers its arguments." }] }),
  ]);
  ({ page, complaints } = await openWindow(browser, instance.url));
});
afterEach(async ({ task }) => {
  if (task.result?.state === "fail" && screenshots)
    await shoot(`failed ${task.name}`.replaceAll(/\W+/g, "-"));
});
afterAll(async () => {
  await browser?.close();
  shop.closeAllConnections();
  await Promise.all([instance?.dispose(), fixture?.close(), new Promise((resolve) => shop.close(resolve))]);
});

async function shoot(name: string): Promise<void> {
  if (!screenshots) return;
  await mkdir(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `${name}.png`) });
}

/** Until the locator shows, at most this long. */
const shows = (locator: Locator, timeout = 10_000) => locator.first().waitFor({ state: "visible", timeout });
const card = (title: string) => page.getByRole("region", { name: title });
/** The links that open a call of this tool in Activity. */
const rowsOf = (tool: string) => page.getByRole("row").filter({ hasText: tool }).getByRole("link");
const state = () => page.getByRole("status", { name: "State of the run" });

const post = (body: object, headers: Record<string, string> = {}) =>
  fetch(`${instance.url}/mcp`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, ...body }),
  });

/** What an MCP client does: says hello, then calls. */
async function callTool(name: string, args: object): Promise<Response> {
  const authorization = { authorization: `Bearer ${apiKey}` };
  const hello = await post(
    {
      method: "initialize",
      params: {
        protocolVersion: "2025-11-25",
        capabilities: {},
        clientInfo: { name: "test-client", version: "2.1" },
      },
    },
    authorization,
  );
  await hello.text();
  const session = { ...authorization, "mcp-session-id": hello.headers.get("mcp-session-id") ?? "" };
  await post({ method: "tools/list" }, session).then((answer) => answer.text());
  return post({ method: "tools/call", params: { name, arguments: args } }, session);
}

describe("the first five minutes", () => {
  it("the first account owns the instance", async () => {
    await page.goto("/");
    await page.waitForURL("**/signup**");
    await shows(page.getByText("You are the first here: this account will own the instance."));
    await page.getByLabel("Email").fill("owner@example.com");
    await page.getByLabel("Password", { exact: true }).fill("correct horse battery");
    await page.getByRole("button", { name: "Create account" }).click();
    await shows(page.getByRole("heading", { name: "Get set up" }));
    await shoot("home-empty");
  });

  it("demo tools are ready by one click", async () => {
    await card("Connect tools").getByRole("button", { name: "Use demo tools" }).click();
    await shows(page.getByText("1 of 1 connection ready."));
  });

  it("the snippet holds a new key, and works unedited", async () => {
    const client = card("Point your client here");
    await client.getByRole("button", { name: "Create a key" }).click();
    await shows(client.getByText(/Bearer po_\w/));
    await client.getByRole("button", { name: "Copy", exact: true }).click();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toContain("claude mcp add --transport http patchops");
    expect(copied).toContain(`${instance.url}/mcp`);
    apiKey = /Bearer (po_\w+)/.exec(copied)?.[1] ?? "";
    expect(apiKey).not.toBe("");
  });

  it("a refused attempt appears in card 2 within 2 s", async () => {
    expect((await post({ method: "tools/list" })).status).toBe(401);
    await shows(card("Point your client here").getByText("without a key"), 2_000);
    await shoot("home-refused");
  });

  it("a client and its call tick cards 2 and 3 without a reload", async () => {
    expect(await (await callTool("demo_list_orders", { limit: 3 })).text()).toContain("orders");
    await shows(page.getByText(/test-client 2\.1 connected, 8 tools offered/), 5_000);
    await shows(card("Make a call").getByText("demo.list_orders"), 5_000);
  });
});

describe("the playground", () => {
  /** Replaces the program; pasted, so that the editor closes no bracket by itself. */
  async function write(code: string): Promise<void> {
    const editor = page.getByRole("textbox", { name: "Program" });
    await editor.click();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.press("Delete");
    await page.keyboard.insertText(code);
  }
  const run = () => page.keyboard.press("ControlOrMeta+Enter");

  it("runs the pre-filled program by Ctrl+Enter and shows log, result and call", async () => {
    await card("Run code").getByRole("link", { name: "Open playground" }).click();
    await shows(page.locator(".cm-content"));
    await page.getByRole("textbox", { name: "Program" }).click();
    await run();
    await shows(state().getByText(/^CPU/));
    expect(await state().textContent()).toMatch(/Succeeded.*ms.*CPU.*ms.*B.*1 call/i);
    await shows(page.getByRole("log").getByText("orders: 3"));
    await page.getByRole("tab", { name: /Calls/ }).click();
    await shows(page.getByRole("region", { name: "Tool calls of this run" }).getByText("demo.list_orders"));
    await shoot("playground-calls");
    await page.getByRole("tab", { name: "Output" }).click();
  });

  it("streams logs while the program runs, and cancels it", async () => {
    await write('console.log("first"); await new Promise((r) => setTimeout(r, 30000)); console.log("last");');
    await run();
    await shows(page.getByRole("log").getByText("first"));
    await page.getByRole("button", { name: /^Cancel/ }).click();
    await shows(state().getByText("Cancelled"));
    expect(await page.getByRole("log").getByText("last").count()).toBe(0);
  });

  it("marks the line at which a program failed", async () => {
    await write('const a = 1;\n\nthrow new TypeError("no such thing");');
    await run();
    await shows(page.locator(".cm-error-message").getByText("no such thing"));
    expect(await page.locator(".cm-error-line").textContent()).toContain("throw new TypeError");
    await shoot("playground-error");
  });

  it("ends an endless loop on request; the page stays usable meanwhile", async () => {
    await write("for (;;);");
    await run();
    await shows(state().getByText("Running"));
    await page.getByRole("tab", { name: "Types" }).click();
    await page.getByRole("tab", { name: "Output" }).click();
    await page.getByRole("button", { name: /^Cancel/ }).click();
    await shows(state().getByText("Cancelled"));
  });

  it("shows parallel calls on the waterfall", async () => {
    await write("await Promise.all([1, 2, 3].map((limit) => tools.demo.list_orders({ limit })));");
    await run();
    await shows(state().getByText("3 calls"));
    await page.getByRole("tab", { name: /Calls/ }).click();
    const rows = page.getByRole("region", { name: "Tool calls of this run" });
    await expect.poll(() => rows.getByText("demo.list_orders").count()).toBe(3);
  });

  it("keeps the draft over a reload", async () => {
    await page.getByRole("tab", { name: "Output" }).click();
    await write("return 'kept';");
    await page.reload();
    await shows(page.locator(".cm-content").getByText("return 'kept';"));
  });
});

describe("connections", () => {
  const report = () => page.getByRole("region", { name: /^Connect report/ }).first();

  async function connect(address: string): Promise<void> {
    await page.goto("/connections/new");
    await page.getByLabel("Server address, or a client's settings").fill(address);
  }

  it("one is added by its address with a bearer token", async () => {
    await connect(fixture.url);
    await page.getByText("It needs a key").click();
    await page.getByLabel("Token", { exact: true }).fill("fixture-secret");
    await page.getByRole("button", { name: "Connect", exact: true }).click();
    await shows(report().getByRole("link", { name: "See its 1 tool" }));
    expect(fixture.requests.at(-1)?.headers.authorization).toBe("Bearer fixture-secret");
    expect(await page.content()).not.toContain("fixture-secret");
    await shoot("connect-report-ready");
  });

  it("a web page is named as such", async () => {
    const address = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
    await connect(`${address}/`);
    await page.getByRole("button", { name: "Connect", exact: true }).click();
    await shows(report().getByText(`It answered HTML with 200. Try ${address}/mcp?`));
    await shows(report().getByText("Not MCP"));
    await shoot("connect-report-html");
    await report().getByRole("button", { name: "Try that" }).click();
    await shows(report().getByText("It answered HTML with 200. This is no MCP endpoint."));
    await report().getByRole("button", { name: "Discard it" }).click();
    await report().waitFor({ state: "detached" });
  });

  it("a private address is refused with its reason, and the owner may allow it", async () => {
    await connect("http://10.1.2.3/mcp");
    await page.getByRole("button", { name: "Connect", exact: true }).click();
    await shows(report().getByText("This instance does not call private addresses."));
    await shows(report().getByRole("button", { name: "Allow 10.1.2.3:80" }));
    await shoot("connect-report-private");
    await report().getByRole("button", { name: "Discard it" }).click();
    await report().waitFor({ state: "detached" });
  });
});

describe("a connection that needs a hand", () => {
  const report = () => page.getByRole("region", { name: /^Connect report/ }).first();

  async function add(server: McpFixture): Promise<void> {
    await page.goto("/connections/new");
    await page.getByLabel("Server address, or a client's settings").fill(server.url);
    await page.getByRole("button", { name: "Connect", exact: true }).click();
  }

  it("wants a key, is given one and is ready", async () => {
    const keyed = await startMcpFixture();
    keyed.behave({ kind: "unauthorized" });
    await add(keyed);
    await shows(report().getByText("It wants a key."));
    keyed.behave({ kind: "normal" });
    await report().getByLabel("Token", { exact: true }).fill("the-right-key");
    await report().getByRole("button", { name: "Save and retry" }).click();
    await shows(report().getByRole("link", { name: "See its 1 tool" }));
    expect(keyed.requests.at(-1)?.headers.authorization).toBe("Bearer the-right-key");
    await keyed.close();
  });

  it("offers no tools until it is read again", async () => {
    const empty = await startMcpFixture({ tools: [] });
    await add(empty);
    await shows(report().getByText("Reached, but it offers no tools."));
    empty.setTools([{ name: "late" }]);
    await report().getByRole("button", { name: "Re-read" }).click();
    await shows(report().getByRole("link", { name: "See its 1 tool" }));
    await empty.close();
  });

  it("does not answer until it runs", async () => {
    const first = await startMcpFixture();
    const { port } = first;
    await first.close();
    await add(first);
    await shows(report().getByText(`127.0.0.1:${port} refuses connections. Nothing was sent.`));
    const second = await startMcpFixture({ port });
    await report().getByRole("button", { name: "Retry" }).click();
    await shows(report().getByRole("link", { name: "See its 1 tool" }));
    await second.close();
  });
});

describe("what happened", () => {
  it("a call appears in Activity within 2 s; its panel has an address", async () => {
    await page.goto("/activity");
    const row = rowsOf("get_order");
    const before = await row.count();
    await (await callTool("demo_get_order", { id: "ord_1060" })).text();
    await expect.poll(() => row.count(), { timeout: 2_000 }).toBe(before + 1);
    await row.first().click();
    await page.waitForURL(/open=/);
    const panel = page.getByRole("complementary", { name: "get_order" });
    await shows(panel.getByText("ord_1060"));
    await shoot("activity-panel");
    const copy = await page.context().newPage();
    await copy.goto(page.url());
    await shows(copy.getByRole("complementary", { name: "get_order" }).getByText("ord_1060"));
    await copy.close();
    await page.keyboard.press("j");
    await panel.waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
    await expect.poll(() => page.url()).not.toContain("open=");
  });

  it("the back button undoes filters one by one", async () => {
    await page.goto("/activity");
    await page.getByRole("button", { name: "Failed" }).click();
    await page.waitForURL(/failed=true/);
    await page.keyboard.press("f");
    await page.getByRole("combobox", { name: "Filter by" }).fill("Via");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await page.waitForURL(/via=/);
    await page.goBack();
    await expect.poll(() => page.url()).not.toContain("via=");
    expect(page.url()).toContain("failed=true");
    await page.goBack();
    await expect.poll(() => page.url()).not.toContain("failed=");
  });

  it("Usage counts as many calls as Activity has rows, and the CLI says the same", async () => {
    const told = await instance.cli(["usage", "--json"], { apiKey });
    const { calls } = JSON.parse(told.stdout);
    const rows = JSON.parse(
      (await instance.cli(["activity", "--limit", "200", "--json"], { apiKey })).stdout,
    );
    expect(rows).toHaveLength(calls);
    await page.goto("/usage");
    const tile = page.getByRole("main").getByRole("link", { name: /^Calls/ });
    await shows(tile);
    await shows(tile.getByText(String(calls), { exact: true }));
    await tile.click();
    await page.waitForURL(/\/activity/);
    await expect.poll(() => page.locator("table tbody a[href*='open=']").count()).toBe(calls);
  });

  it("a revoked key is refused within 5 s, and the page says so", async () => {
    await page.goto("/settings/keys");
    await page.getByRole("button", { name: /^Revoke Claude Code/ }).click();
    await page.getByRole("button", { name: "Revoke key" }).click();
    await shows(page.getByText("revoked", { exact: true }));
    await expect
      .poll(async () => (await post({ method: "ping" }, { authorization: `Bearer ${apiKey}` })).status, {
        timeout: 5_000,
      })
      .toBe(401);
    await page.goto("/");
    await shows(page.getByText(/with a revoked key/));
  });
});

describe("every page", () => {
  const pages = [
    "/",
    "/connections",
    "/connections/new",
    "/connections/demo",
    "/tools",
    "/tools?tool=demo_list_orders",
    "/tools?tool=demo_list_orders&tab=run",
    "/playground",
    "/activity",
    "/activity?open",
    "/usage",
    "/usage?view=table",
    "/settings/profile",
    "/settings/password",
    "/settings/keys",
    "/settings/devices",
    "/settings/appearance",
    "/settings/organization",
    "/admin/health",
    "/admin/network",
    "/admin/audit",
    "/nowhere",
  ];

  it.each([
    { theme: "light", width: 1280 },
    { theme: "dark", width: 1280 },
    { theme: "light", width: 390 },
    { theme: "dark", width: 390 },
  ] as const)(
    "$theme at $width px: axe finds nothing, nothing scrolls sideways",
    async ({ theme, width }) => {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      await page.setViewportSize({ width, height: 800 });
      const problems: string[] = [];
      for (const path of pages) {
        await open(path);
        const name = path.replaceAll(/\W+/g, "-").replace(/^-|-$/g, "") || "home";
        await shoot(`${name} ${theme} ${width}`);
        problems.push(...(await axeViolations(page)).map((text) => `${path}: ${text}`));
        const sideways = await sidewaysScroll(page);
        if (sideways > 0) problems.push(`${path}: can be scrolled ${sideways} px sideways`);
      }
      expect(problems).toEqual([]);
    },
  );

  it("said nothing to the console, broke no rule of the CSP and asked no other host, on the whole tour", () => {
    expect(complaints.all).toEqual([]);
  });

  it("and so are the pages of who is not signed in", async () => {
    const { context, page: stranger, complaints: own } = await openWindow(browser, instance.url);
    for (const path of ["/login", "/signup"]) {
      for (const width of [1280, 390]) {
        await stranger.setViewportSize({ width, height: 800 });
        await stranger.goto(path);
        await shows(stranger.getByLabel("Email"));
        expect(await axeViolations(stranger)).toEqual([]);
        expect(await sidewaysScroll(stranger)).toBe(0);
        if (screenshots)
          await stranger.screenshot({ path: join(screenshots, `${path.slice(1)} ${width}.png`) });
      }
    }
    expect(own.all).toEqual([]);
    // Against a check that would find nothing anywhere.
    await stranger.evaluate(() => document.querySelector("label")?.remove());
    expect(await axeViolations(stranger)).not.toEqual([]);
    await context.close();
  });

  /** Goes there and waits until nothing is loading. */
  async function open(path: string): Promise<void> {
    await page.goto(path.replace("?open", ""), { waitUntil: "load" });
    await page.waitForLoadState("domcontentloaded");
    await shows(page.getByRole("heading", { level: 1 }));
    if (path.startsWith("/playground")) await shows(page.locator(".cm-content"));
    if (path.endsWith("?open")) {
      await rowsOf("get_order").first().click();
      await page.waitForURL(/open=/);
    }
    await expect.poll(() => page.locator("main [class*=shimmer], [aria-busy=true]").count()).toBe(0);
  }
});
