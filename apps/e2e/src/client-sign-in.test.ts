import {
  Client as ModernClient,
  StreamableHTTPClientTransport as ModernTransport,
  UnauthorizedError as ModernUnauthorized,
} from "@modelcontextprotocol/client";
import { UnauthorizedError } from "@modelcontextprotocol/sdk/client/auth.js";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { MemoryOAuthClient } from "@patchops/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { axeViolations, openWindow, sidewaysScroll } from "./browser.ts";
import { type Callback, catchCallback } from "./catch-callback.ts";
import { connectDemo } from "./connect-demo.ts";
import { follow } from "./follow.ts";
import { openScene, type Scene, shows } from "./scene.ts";

let scene: Scene;
let callback: Callback;
let page: Scene["page"];
let mcpUrl: URL;

beforeAll(async () => {
  [scene, callback] = await Promise.all([openScene(), catchCallback()]);
  page = scene.page;
  mcpUrl = new URL("/mcp", scene.instance.url);
  const { apiKey } = await scene.instance.setUp();
  await connectDemo(scene.instance, apiKey);
});
afterAll(async () => {
  await scene?.close();
  await callback?.close();
});

/** The SDK's client with the address alone, as far as it comes without a person. */
async function start(oauth: MemoryOAuthClient) {
  const transport = new StreamableHTTPClientTransport(mcpUrl, { authProvider: oauth });
  const client = new Client({ name: "sign-in", version: "1" });
  await expect(client.connect(transport)).rejects.toBeInstanceOf(UnauthorizedError);
  return { transport, url: String(oauth.authorizationUrl) };
}

async function callOrders(oauth: MemoryOAuthClient): Promise<number> {
  const client = new Client({ name: "sign-in", version: "1" });
  await client.connect(new StreamableHTTPClientTransport(mcpUrl, { authProvider: oauth }));
  const { structuredContent } = await client.callTool({ name: "demo_list_orders", arguments: { limit: 1 } });
  await client.close();
  return (structuredContent as { total: number }).total;
}

/** Until the browser is back at the client, page and all. */
async function landed(arrived: Promise<URL>): Promise<URL> {
  const back = await arrived;
  await page.waitForURL((url) => url.pathname === "/callback");
  return back;
}

const allow = () => page.getByRole("button", { name: "Allow" }).click();

describe("a client that is given the address alone", () => {
  const oauth = new MemoryOAuthClient("", { client_name: "Wri\u202ete" });

  it("opens the browser: login, consent, and its call works", async () => {
    Object.assign(oauth, { redirectUrl: callback.redirectUrl });
    const { transport, url } = await start(oauth);
    const arrived = callback.next();
    await page.goto(url);
    await page.getByLabel("Email").fill("owner@example.com");
    await page.getByLabel("Password", { exact: true }).fill("correct horse battery");
    await page.getByRole("button", { name: "Sign in" }).click();
    await shows(page.getByRole("heading", { name: "Sign in from a client" }));
    await shows(page.getByText("Unverified.", { exact: false }));
    // A name that would be read backwards shows how it is made.
    await shows(page.getByTitle("Invisible character U+202E"));
    await shows(page.getByText("an app on this computer"));
    await shows(page.getByText("Call tools"));
    for (const width of [1280, 390]) {
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await page.setViewportSize({ width, height: 800 });
        expect(await axeViolations(page)).toEqual([]);
        expect(await sidewaysScroll(page)).toBe(0);
        await scene.shoot(`consent ${colorScheme} ${width}`);
      }
    }
    await page.setViewportSize({ width: 1280, height: 800 });
    expect(scene.complaints.all).toEqual([]);
    await allow();
    const back = await landed(arrived);
    expect(back.searchParams.get("state")).toBe("some state");
    expect(back.searchParams.get("iss")).toBe(scene.instance.url);
    await transport.finishAuth(back.searchParams.get("code") ?? "");
    expect(await callOrders(oauth)).toBe(60);
    scene.complaints.all.length = 0;
  });

  it("is not asked about again for the same", async () => {
    oauth.saved = undefined;
    const { transport, url } = await start(oauth);
    const arrived = callback.next();
    await page.goto(url);
    await transport.finishAuth((await landed(arrived)).searchParams.get("code") ?? "");
    expect(await callOrders(oauth)).toBe(60);
  });

  it("is refused in another person's browser, in which the sign-in did not begin", async () => {
    const other = new MemoryOAuthClient(callback.redirectUrl);
    const { url } = await start(other);
    const answer = await page.request.get(url, { maxRedirects: 0 });
    const consent = new URL(answer.headers().location ?? "", scene.instance.url);
    const second = await openWindow(scene.browser, scene.instance.url);
    await scene.instance.setUp("second@example.com");
    await second.page.goto("/login");
    await second.page.getByLabel("Email").fill("second@example.com");
    await second.page.getByLabel("Password", { exact: true }).fill("correct horse battery");
    await second.page.getByRole("button", { name: "Sign in" }).click();
    await second.page.waitForURL((at) => at.pathname === "/");
    await second.page.goto(consent.href);
    await shows(second.page.getByText("began in another browser", { exact: false }));
    expect(await second.page.getByRole("button", { name: "Allow" }).count()).toBe(0);
    await second.context.close();
    // The first person's browser goes on, as another person too: the sign-in is the browser's.
    await page.goto(consent.href);
    for (const email of ["second@example.com", "owner@example.com"]) {
      await page.getByRole("button", { name: "Use another account" }).click();
      await page.getByLabel("Email").fill(email);
      await page.getByLabel("Password", { exact: true }).fill("correct horse battery");
      await page.getByRole("button", { name: "Sign in" }).click();
      await shows(page.getByText(`Signed in as ${email}`));
    }
    const arrived = callback.next();
    await page.getByRole("button", { name: "Deny" }).click();
    expect((await landed(arrived)).searchParams.get("error")).toBe("access_denied");
  });

  it("stands under Connected apps, and stops when it is revoked there", async () => {
    await follow(page, "/settings/apps");
    await shows(page.getByText("unverified").first());
    await shows(page.getByText(/2 sign-ins/));
    await page
      .getByRole("button", { name: /^Revoke/ })
      .first()
      .click();
    await shows(page.getByText(/its calls are refused/));
    await page.getByRole("button", { name: "Revoke app" }).click();
    await shows(page.getByText("No app has signed in.", { exact: false }));
    await expect.poll(() => callOrders(oauth).catch(() => "refused"), { timeout: 5_000 }).toBe("refused");
    await follow(page, "/admin/audit");
    await shows(page.getByText("revoked an app").first());
    await shows(page.getByText("let an app in").first());
  });
});

it("the SDK's second line signs in as well", async () => {
  const oauth = new MemoryOAuthClient(callback.redirectUrl, { client_name: "Modern" });
  const transport = new ModernTransport(mcpUrl, { authProvider: oauth });
  const client = new ModernClient({ name: "modern", version: "1" });
  await expect(client.connect(transport)).rejects.toBeInstanceOf(ModernUnauthorized);
  const arrived = callback.next();
  await page.goto(String(oauth.authorizationUrl));
  await shows(page.getByText("Modern"));
  await allow();
  await transport.finishAuth((await landed(arrived)).searchParams);
  const again = new ModernClient({ name: "modern", version: "1" });
  await again.connect(new ModernTransport(mcpUrl, { authProvider: oauth }));
  const { structuredContent } = await again.callTool({ name: "demo_list_orders", arguments: { limit: 1 } });
  expect(structuredContent).toMatchObject({ total: 60 });
  await again.close();
});

it("a call that needs more than was allowed sends the client to ask for all of it together (step-up)", async () => {
  const oauth = new MemoryOAuthClient(callback.redirectUrl, { client_name: "Careful" });
  const signIn = async (transport: ModernTransport, isWhole: boolean) => {
    const arrived = callback.next();
    await page.goto(String(oauth.authorizationUrl));
    await shows(page.getByText("Careful"));
    if (!isWhole) await page.getByRole("checkbox", { name: "Call tools" }).click();
    await allow();
    await transport.finishAuth((await landed(arrived)).searchParams);
  };
  const first = new ModernTransport(mcpUrl, { authProvider: oauth });
  const stranger = new ModernClient({ name: "careful", version: "1" });
  await expect(stranger.connect(first)).rejects.toBeInstanceOf(ModernUnauthorized);
  await signIn(first, false);
  expect(oauth.saved?.scope).toBe("tools:read");
  const transport = new ModernTransport(mcpUrl, { authProvider: oauth });
  const client = new ModernClient({ name: "careful", version: "1" });
  await client.connect(transport);
  const call = () => client.callTool({ name: "demo_list_orders", arguments: { limit: 1 } });
  await expect(call()).rejects.toBeInstanceOf(ModernUnauthorized);
  expect(oauth.authorizationUrl?.searchParams.get("scope")).toBe("tools:read tools:call");
  await signIn(transport, true);
  expect((await call()).structuredContent).toMatchObject({ total: 60 });
  // Where all access stands it is ended as well.
  await follow(page, "/settings/privacy");
  const revoke = page.getByRole("button", { name: "Revoke Careful" });
  await shows(revoke);
  for (let left = await revoke.count(); left > 0; left -= 1) {
    await revoke.first().click();
    await page
      .getByRole("alertdialog")
      .or(page.getByRole("dialog"))
      .getByRole("button", { name: "Revoke" })
      .click();
    await expect.poll(() => revoke.count()).toBe(left - 1);
  }
  await expect
    .poll(() =>
      call().then(
        () => "answered",
        (error: unknown) => (error instanceof ModernUnauthorized ? "refused" : error),
      ),
    )
    .toBe("refused");
  await client.close();
});

it("a wrong redirect is told in our words, and nothing is sent", async () => {
  const oauth = new MemoryOAuthClient(callback.redirectUrl);
  const { url } = await start(oauth);
  const wrong = new URL(url);
  wrong.searchParams.set("redirect_uri", `${callback.redirectUrl}/elsewhere`);
  scene.complaints.all.length = 0;
  const answer = await page.goto(wrong.href);
  expect(answer?.status()).toBe(400);
  await shows(page.getByRole("heading", { name: "This sign-in cannot go on" }));
  expect(await axeViolations(page)).toEqual([]);
  expect(scene.complaints.all.filter((each) => !each.includes("400"))).toEqual([]);
});

it("nothing of the machinery's own was printed", () => {
  expect(scene.instance.output()).not.toMatch(/oidc-provider/i);
});
