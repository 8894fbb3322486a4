import {
  type AuthorizationServer,
  type McpFixture,
  startAuthorizationServer,
  startMcpFixture,
} from "@patchops/testing";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { axeViolations } from "./browser.ts";
import { follow } from "./follow.ts";
import { shows } from "./scene.ts";
import type { SharedInstance } from "./shared-instance.ts";
import { openSharedScene, type SignedInScene } from "./signed-in-scene.ts";

let scene: SignedInScene<SharedInstance>;
let page: SignedInScene["page"];
let provider: AuthorizationServer;
let server: McpFixture;

beforeAll(async () => {
  provider = await startAuthorizationServer();
  server = await startMcpFixture({ protection: provider });
  scene = await openSharedScene("sign-in");
  ({ page } = scene);
});
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await scene.shoot(`failed ${task.name}`);
});
afterAll(async () => {
  await scene?.close();
  await server.close();
  await provider.close();
});

const report = () => page.getByRole("region", { name: /^Connect report/ }).first();

async function connect(): Promise<void> {
  await page.goto("/connections/new");
  await page.getByLabel("Server address, or a client's settings").fill(server.url);
  await page.getByRole("button", { name: "Connect", exact: true }).click();
}

/** The window of the provider that a click opens. */
async function popupOf(click: () => Promise<void>): Promise<Page> {
  const [popup] = await Promise.all([scene.context.waitForEvent("page"), click()]);
  await popup.getByRole("heading", { name: "Let PatchOps in?" }).waitFor();
  return popup;
}

it("a server asks for a sign-in, which happens in a window of its own and makes the connection ready", async () => {
  await connect();
  await shows(report().getByText(/asks you to sign in\./));
  await scene.shoot("connect-report-sign-in");
  const popup = await popupOf(() => report().getByRole("button", { name: "Sign in" }).click());
  await shows(report().getByText("Waiting for sign-in."));
  await shows(report().getByRole("button", { name: "Open again" }));
  await scene.shoot("connect-report-waiting");
  const closed = popup.waitForEvent("close");
  await popup.getByRole("button", { name: "Allow" }).click();
  await closed;
  await shows(report().getByRole("link", { name: "See its 1 tool" }));
  expect(await report().getByText("Signed in").count()).toBe(1);
  await scene.shoot("connect-report-signed-in");
});

it("patchops connections login prints the page, and waits until the person has signed in there", async () => {
  const added = await scene.instance.cli(["connections", "add", server.url, "--name", "terminal"], {
    apiKey: scene.apiKey,
  });
  expect(added).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("terminal: needs sign in, 0 tools"),
  });
  expect(added.stderr).toContain("patchops connections login terminal");
  await follow(page, "/connections/terminal");
  const waiting = Promise.withResolvers<void>();
  const login = scene.instance.cli(["connections", "login", "terminal", "--json"], {
    apiKey: scene.apiKey,
    onStderr: (text) => text.includes("Waiting for the sign-in") && waiting.resolve(),
  });
  await Promise.race([waiting.promise, login]);
  const popup = await popupOf(() => page.getByRole("button", { name: "Sign in" }).click());
  await popup.getByRole("button", { name: "Allow" }).click();
  const answer = await login;
  expect(answer.stderr).toContain(
    `Sign in to terminal in the browser: ${scene.instance.url}/connections/terminal`,
  );
  expect(answer.code).toBe(0);
  expect(JSON.parse(answer.stdout)).toMatchObject({ slug: "terminal", status: "ready", tools: 1 });
  const called = await scene.instance.cli(["call", "terminal_echo", "--args", '{"a":1}'], {
    apiKey: scene.apiKey,
  });
  expect(called).toMatchObject({ code: 0, stdout: expect.stringContaining('{"a":1}') });
});

it("a sign-in that was cancelled stays explained after a reload, until one succeeds", async () => {
  const { apiKey } = scene;
  await scene.instance.cli(["connections", "add", server.url, "--name", "later"], { apiKey });
  await follow(page, "/connections/later");
  const popup = await popupOf(() => page.getByRole("button", { name: "Sign in" }).click());
  await popup.getByRole("button", { name: "Deny" }).click();
  await popup.getByText("The sign-in was cancelled.").waitFor();
  await popup.close();
  await shows(page.getByText("The sign-in was cancelled."));
  await page.reload();
  await shows(page.getByText("The sign-in was cancelled."));
  await scene.shoot("sign-in-cancelled");
  expect(await axeViolations(page)).toEqual([]);
  const called = await scene.instance.cli(["call", "later_echo"], { apiKey });
  // Nobody has read its tools yet.
  expect(called.code).toBe(1);
  const again = await popupOf(() => page.getByRole("button", { name: "Sign in again" }).click());
  await again.getByRole("button", { name: "Allow" }).click();
  await shows(page.getByText("A call would succeed now."));
  expect(await page.getByText("The sign-in was cancelled.").count()).toBe(0);
});

it("where windows are blocked it happens in the same tab and comes back", async () => {
  await scene.instance.cli(["connections", "add", server.url, "--name", "blocked"], { apiKey: scene.apiKey });
  await follow(page, "/connections/blocked");
  await page.evaluate(() => {
    window.open = () => null;
  });
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "Allow" }).click();
  await page.waitForURL((url) => url.pathname === "/connections/blocked");
  await shows(page.getByText("A call would succeed now."));
});

it("a login shows what may be seen of it, and is disconnected and revoked at the provider", async () => {
  await follow(page, "/connections/terminal?tab=credentials");
  const login = page.getByRole("region", { name: /^Your account at/ });
  await shows(login.getByText("mcp:read"));
  await shows(login.getByText(provider.issuer, { exact: true }));
  await scene.shoot("credentials-login");
  expect(await axeViolations(page)).toEqual([]);
  const tokens = server.requests.map(
    ({ headers }) => headers.authorization?.replace("Bearer ", "") ?? "none",
  );
  const html = await page.content();
  for (const token of tokens.filter((token) => token !== "none")) expect(html).not.toContain(token);
  await login.getByRole("button", { name: "Disconnect and revoke" }).click();
  await page
    .getByRole("alertdialog")
    .or(page.getByRole("dialog"))
    .getByRole("button", { name: "Disconnect and revoke" })
    .click();
  await shows(page.getByText(/^Removed here, and revoked at/));
  expect(provider.revoked.length).toBeGreaterThan(0);
  await shows(page.getByText("Needs sign-in"));
});

it("a program that needs a sign-in waits for it, in the playground and in the terminal, and goes on by itself", async () => {
  const { instance, apiKey } = scene;
  const program = (n: number) => `return await tools.terminal.echo({ n: ${n} });`;
  const inTerminal = instance.cli(["run", "-", "--timeout-ms", "30000", "--json"], {
    apiKey,
    input: program(1),
  });
  await follow(page, "/playground");
  await page.getByRole("textbox", { name: "Program" }).click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(program(2));
  await page.keyboard.press("ControlOrMeta+Enter");
  const waits = page.getByRole("region", { name: "What it waits for" });
  await shows(waits.getByText("terminal asks you to sign in."));
  await shows(page.getByRole("status", { name: "State of the run" }).getByText("Awaiting sign-in"));
  expect(await axeViolations(page)).toEqual([]);
  await scene.shoot("run-awaiting-sign-in");
  const states = async () => {
    const answer = await fetch(`${instance.url}/trpc/execution.list?input=%7B%7D`, {
      headers: { authorization: `Bearer ${apiKey}` },
    });
    const { result } = (await answer.json()) as { result: { data: { executions: { status: string }[] } } };
    return result.data.executions.map(({ status }) => status);
  };
  await expect.poll(states, { timeout: 30_000 }).toEqual(["awaiting_sign_in", "awaiting_sign_in"]);
  const [tab] = await Promise.all([
    scene.context.waitForEvent("page"),
    waits.getByRole("link", { name: "Sign in to terminal" }).click(),
  ]);
  const popup = await popupOf(() => tab.getByRole("button", { name: "Sign in", exact: true }).click());
  await popup.getByRole("button", { name: "Allow" }).click();
  await shows(page.getByRole("status", { name: "State of the run" }).getByText("Succeeded"));
  expect(await waits.count()).toBe(0);
  await tab.close();
  const ended = await inTerminal;
  expect(ended.stderr).toContain(
    `Waiting for you to sign in to terminal: ${instance.url}/connections/terminal`,
  );
  expect(JSON.parse(ended.stdout)).toMatchObject({ status: "succeeded", result: { n: 1 } });
});

it("a provider that registers nobody is given an app by hand", async () => {
  const redirectUrl = `${scene.instance.url}/oauth/callback`;
  const strict = await startAuthorizationServer({
    hasRegistration: false,
    clients: [
      {
        client_id: "by-hand",
        client_secret: "a secret of its own",
        redirect_uris: [redirectUrl],
        grant_types: ["authorization_code", "refresh_token"],
      },
    ],
  });
  const fixture = await startMcpFixture({ protection: strict });
  try {
    await scene.instance.cli(["connections", "add", fixture.url, "--name", "strict"], {
      apiKey: scene.apiKey,
    });
    await follow(page, "/connections/strict");
    await shows(page.getByText("strict needs a registered app"));
    await shows(page.getByText(redirectUrl));
    await scene.shoot("registered-app");
    expect(await axeViolations(page)).toEqual([]);
    await page.getByLabel("Client id").fill("by-hand");
    await page.getByLabel("Client secret").fill("a secret of its own");
    await page.getByRole("button", { name: "Save the app" }).click();
    await page.getByText("needs a registered app").waitFor({ state: "detached" });
    const popup = await popupOf(() => page.getByRole("button", { name: "Sign in" }).click());
    await popup.getByRole("button", { name: "Allow" }).click();
    await shows(page.getByText("A call would succeed now."));
    expect(await page.content()).not.toContain("a secret of its own");
    // Where all access stands it is ended as well.
    await follow(page, "/settings/privacy");
    const disconnect = page.getByRole("button", { name: "Disconnect strict" });
    await disconnect.click();
    await page
      .getByRole("alertdialog")
      .or(page.getByRole("dialog"))
      .getByRole("button", { name: "Disconnect" })
      .click();
    await disconnect.waitFor({ state: "detached" });
    await follow(page, "/connections/strict");
    await shows(page.getByRole("button", { name: "Sign in" }));
  } finally {
    await fixture.close();
    await strict.close();
  }
});

it("nothing of all this troubled the browser's console or policies", () => {
  // Going to the provider is what a sign-in is.
  const others = scene.complaints.all.filter((text) => !text.startsWith("outside: http://127.0.0.1:"));
  expect(others).toEqual([]);
});
