import { type McpFixture, startMcpFixture } from "@patchops/testing";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { axeViolations, openWindow, sidewaysScroll } from "./browser.ts";
import { connectClient } from "./connect-client.ts";
import { follow } from "./follow.ts";
import { lookAt } from "./look-at.ts";
import { looksOf } from "./looks-of.ts";
import { openScene, type Scene, shows } from "./scene.ts";

let scene: Scene;
let page: Scene["page"];
let fixture: McpFixture;
let apiKey: string;

beforeAll(async () => {
  [scene, fixture] = await Promise.all([openScene(), startMcpFixture()]);
  ({ page } = scene);
});
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await scene.shoot(`failed ${task.name}`);
});
afterAll(() => Promise.all([scene?.close(), fixture?.close()]));

const card = (title: string) => page.getByRole("region", { name: title });
const row = (text: string, where = page) => where.getByRole("row").filter({ hasText: text });

/** A client's first request, with what it was given. */
const knock = (headers: Record<string, string> = {}) =>
  fetch(`${scene.instance.url}/mcp`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" }),
  });

describe("the first five minutes", () => {
  it("the first account owns the instance", async () => {
    await page.goto("/");
    await page.waitForURL("**/signup**");
    await shows(page.getByText("You are the first here: this account will own the instance."));
    await page.getByLabel("Email").fill("owner@example.com");
    await page.getByLabel("Password", { exact: true }).fill("correct horse battery");
    await page.getByRole("button", { name: "Create account" }).click();
    await shows(page.getByRole("heading", { name: "Get set up" }));
    await scene.shoot("home-empty");
  });

  it("demo tools are ready by one click", async () => {
    await card("Connect tools").getByRole("button", { name: "Use demo tools" }).click();
    await shows(page.getByText("1 of 1 connection ready."));
  });

  it("the snippet holds a new key, and works unedited", async () => {
    const client = card("Point your client here");
    await client.getByText("Sign in from the client (OAuth, no key)").click();
    await shows(client.getByText("claude mcp add"));
    expect(await client.locator("pre").textContent()).not.toContain("Bearer");
    expect(new URL(page.url()).searchParams.get("auth")).toBe("sign_in");
    await client.getByText("With a key", { exact: true }).click();
    await client.getByRole("button", { name: "Create a key" }).click();
    await shows(client.getByText(/Bearer po_\w/));
    await client.getByRole("button", { name: "Copy", exact: true }).click();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toContain("claude mcp add --transport http patchops");
    expect(copied).toContain(`${scene.instance.url}/mcp`);
    apiKey = /Bearer (po_\w+)/.exec(copied)?.[1] ?? "";
    expect(apiKey).not.toBe("");
  });

  it("a refused attempt appears in card 2 when the page asks the next time, which is within 2 s", async () => {
    expect((await knock()).status).toBe(401);
    let asked = 0;
    page.on("request", (request) => {
      if (request.url().includes("instance.setup")) asked += 1;
    });
    await shows(card("Point your client here").getByText("without a key"));
    // One may have been on its way.
    expect(asked).toBeLessThanOrEqual(2);
    await scene.shoot("home-refused");
  });

  it("a client and its call tick cards 2 and 3 without a reload", async () => {
    const client = await connectClient(`${scene.instance.url}/mcp`, apiKey);
    await client.listTools();
    const answer = await client.callTool({ name: "demo_list_orders", arguments: { limit: 3 } });
    expect(answer.structuredContent).toMatchObject({ total: 60 });
    await client.close();
    await shows(page.getByText(/test-client 2\.1 connected, 8 tools offered/));
    await shows(card("Make a call").getByText("demo.list_orders"));
  });

  it("the pre-filled program runs by Ctrl+Enter and shows log, result and call", async () => {
    await card("Run code").getByRole("link", { name: "Open playground" }).click();
    await expect.poll(() => page.getByRole("button", { name: /^Run/ }).first().isEnabled()).toBe(true);
    await page.getByRole("textbox", { name: "Program" }).click();
    await page.keyboard.press("ControlOrMeta+Enter");
    const state = page.getByRole("status", { name: "State of the run" });
    await shows(state.getByText(/^CPU/));
    expect(await state.textContent()).toMatch(/Succeeded.*\d m?s.*CPU.*\d m?s.*B.*1 call/i);
    await shows(page.getByRole("log").getByText("orders: 3"));
    await page.getByRole("tab", { name: /Calls/ }).click();
    await shows(page.getByRole("region", { name: "Tool calls of this run" }).getByText("demo.list_orders"));
    await scene.shoot("playground-calls");
  });
});

describe("keys", () => {
  it("a revoked key is refused within 5 s, and the page says so", async () => {
    await follow(page, "/settings/keys");
    await page.getByRole("button", { name: /^Revoke Claude Code/ }).click();
    await page.getByRole("button", { name: "Revoke key" }).click();
    await shows(page.getByText("revoked", { exact: true }));
    await expect
      .poll(async () => (await knock({ authorization: `Bearer ${apiKey}` })).status, { timeout: 5_000 })
      .toBe(401);
    await follow(page, "/");
    await shows(page.getByText(/with a revoked key/));
  });
});

describe("every page", () => {
  let watcher: Scene["page"];
  let turned: Promise<void>;
  let stoppedPath: string;

  // A server stops here. That the page tells of it takes a while, in which the tour goes on.
  beforeAll(async () => {
    watcher = await scene.context.newPage();
    await watcher.goto("/connections/new");
    await watcher.getByLabel("Server address, or a client's settings").fill(fixture.url);
    await watcher.getByRole("button", { name: "Connect", exact: true }).click();
    await watcher.getByRole("link", { name: "See its 1 tool" }).click();
    await watcher.waitForURL(/tab=tools/);
    stoppedPath = new URL(watcher.url()).pathname;
    await follow(watcher, "/connections");
    await shows(row(fixture.origin, watcher).getByText("Ready"));
    await fillLists();
    await fixture.close();
    turned = shows(row(fixture.origin, watcher).getByText("Unreachable"), 30_000);
    turned.catch(() => undefined);
  });

  const pages = [
    "/",
    "/connections",
    "/connections/new",
    "/connections/demo",
    "/connections/demo?tab=review",
    "/connections/stopped",
    "/tools",
    "/tools?tool=demo_list_orders",
    "/tools?tool=demo_list_orders&tab=run",
    "/playground",
    "/workflows",
    "/workflows/nightly?tab=runs",
    "/workflows/nightly?tab=triggers",
    "/activity",
    "/activity?open",
    "/runs",
    "/sessions",
    "/sessions?open",
    "/approvals",
    "/usage",
    "/usage?view=table",
    "/billing",
    "/settings/profile",
    "/settings/password",
    "/settings/code",
    "/settings/keys",
    "/settings/apps",
    "/settings/devices",
    "/settings/notifications?open",
    "/settings/export",
    "/settings/appearance",
    "/settings/rules",
    "/settings/sso",
    "/settings/members",
    "/settings/organization",
    "/admin/health",
    "/admin/users",
    "/admin/customers",
    "/admin/revenue",
    "/admin/waitlist",
    "/admin/network",
    "/admin/audit",
    "/admin/outbox",
    "/settings/audit?actor=ada",
    "/nowhere",
  ];

  it("in each theme and width by turns axe finds nothing, and nothing scrolls sideways", async () => {
    const problems: string[] = [];
    for (const [place, path] of pages.entries()) {
      const name = path.replaceAll(/\W+/g, "-").replace(/^-|-$/g, "") || "home";
      for (const [turn, { theme, width }] of looksOf(place).entries()) {
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
        if (turn === 0) await open(path);
        await expect.poll(() => page.locator("html").getAttribute("data-theme")).toBe(theme);
        await isAtRest();
        await scene.shoot(`${name} ${theme} ${width}`);
        const look = `${path} ${theme} ${width}`;
        problems.push(...(await axeViolations(page)).map((text) => `${look}: ${text}`));
        const sideways = await sidewaysScroll(page);
        if (sideways > 0) problems.push(`${look}: can be scrolled ${sideways} px sideways`);
      }
    }
    expect(problems).toEqual([]);
  });

  it("a server that stopped turned Unreachable within 30 s, with its reason; the other stayed Ready", async () => {
    await turned;
    await shows(row("demo", watcher).getByText("Ready"));
    await follow(watcher, stoppedPath);
    await shows(watcher.getByText("It does not answer: calls fail."));
    await shows(watcher.getByText(/next try|trying again/));
    await watcher.close();
  });

  it("said nothing to the console, broke no rule of the CSP and asked no other host, on the whole tour", () => {
    expect(scene.complaints.all).toEqual([]);
  });

  it("and so are the pages of who is not signed in", async () => {
    const { context, page: stranger, complaints: own } = await openWindow(scene.browser, scene.instance.url);
    const withAddress = ["/login", "/signup", "/forgot-password"];
    const byLink = ["/reset-password#old", "/verify-email#old", "/unsubscribe#old", "/invite#old"];
    for (const [place, path] of [...withAddress, ...byLink].entries()) {
      await stranger.goto(path);
      await shows(stranger.getByRole("heading", { level: 1 }));
      if (withAddress.includes(path)) await shows(stranger.getByLabel("Email"));
      await lookAt(stranger, place);
    }
    // What is no link any more is refused, which the console tells.
    expect(own.all.filter((text) => !text.includes("status of 400"))).toEqual([]);
    // Against a check that would find nothing anywhere.
    await stranger.goto("/login");
    await shows(stranger.getByLabel("Email"));
    await stranger.evaluate(() => document.querySelector("label")?.remove());
    expect(await axeViolations(stranger)).not.toEqual([]);
    await context.close();
  });

  /** So that lists are looked at that have something in them: people, mails, news, webhooks and what they were told. */
  async function fillLists(): Promise<void> {
    const ask = async (verb: string, input?: object) => {
      const answer = await page.request.post(`${scene.instance.url}/trpc/${verb}`, {
        data: input ?? {},
        headers: { origin: scene.instance.url },
      });
      expect(await answer.text()).toContain('"result"');
      return (await answer.json()).result.data;
    };
    await ask("invitation.create", { email: "mia@example.com", role: "member" });
    await ask("serviceAccount.create", { name: "Nightly build", role: "member" });
    await ask("account.changeEmail", { email: "new@example.com", password: "correct horse battery" });
    await ask("webhook.rotateSecret");
    const kinds = ["connection_broken", "quota"];
    const { id } = await ask("webhook.createEndpoint", { url: `${fixture.origin}/events`, kinds });
    await ask("webhook.testEndpoint", { id });
    await ask("workflow.deploy", {
      name: "nightly",
      code: "return 1;",
      config: { schedules: [{ cron: "0 3 * * *" }], webhook: {}, tool: true, concurrency: { limit: 1 } },
    });
    await ask("workflow.deploy", {
      name: "nightly",
      code: "return 2;",
      publish: false,
      notes: "Another number",
    });
    await ask("workflow.run", { name: "nightly" });
  }

  /** Goes there and waits until nothing is loading. */
  async function open(path: string): Promise<void> {
    await follow(page, path.replace("?open", "").replace("/connections/stopped", stoppedPath));
    await shows(page.getByRole("heading", { level: 1 }));
    if (path.startsWith("/playground")) await shows(page.locator(".cm-content"));
    if (path === "/settings/notifications?open") {
      await page.getByRole("button", { name: /^Deliveries to/ }).click();
      await shows(page.getByRole("list", { name: /^Deliveries to/ }));
    } else if (path.endsWith("?open")) {
      const isSession = path.startsWith("/sessions");
      await row(isSession ? "" : "list_orders")
        .getByRole("link")
        .first()
        .click();
      await page.waitForURL(isSession ? /sessions\/./ : /open=/);
    }
  }

  const isAtRest = () =>
    expect.poll(() => page.locator("main [class*=shimmer], [aria-busy=true]").count()).toBe(0);
});
