import type { Client } from "@modelcontextprotocol/sdk/client/index.js";
import type { Locator } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { closeWindows } from "./browser.ts";
import { connectClient } from "./connect-client.ts";
import { follow } from "./follow.ts";
import { openScene, type Scene, shows } from "./scene.ts";
import { type Instance, startInstance } from "./start-instance.ts";

const callsPerMonth = 1_000;

let scene: Scene;
let page: Scene["page"];
let apiKey: string;
/** Started in place of the one that was killed. */
let second: Instance | undefined;

beforeAll(async () => {
  scene = await openScene({ env: { PATCHOPS_DEFAULT_PLAN: "free" } });
  ({ page } = scene);
});
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await scene.shoot(`failed ${task.name}`);
});
afterAll(async () => {
  await closeWindows(scene?.browser);
  await second?.dispose();
  await scene?.instance.dispose();
});

const press = (keys: string) => page.keyboard.press(keys);
const state = () => page.getByRole("status", { name: "State of the run" });
const rows = () => page.locator("table tbody tr").getByRole("link");

/** Goes to a page by its two keys. */
async function go(letter: string, path: string): Promise<void> {
  await press("g");
  await press(letter);
  await page.waitForURL((url) => url.pathname === path);
  await shows(page.getByRole("heading", { level: 1 }));
}

/** Presses Tab until the focus is on it. */
async function tabTo(target: Locator): Promise<void> {
  await shows(target);
  for (let presses = 0; presses < 60; presses += 1) {
    if (await target.first().evaluate((element) => element === document.activeElement)) return;
    await press("Tab");
  }
  throw new Error(`Tab does not lead to ${target}`);
}

/** Calls through `/mcp`, a few at a time; what each answered, or its error's text. */
async function callOften(client: Client, times: number): Promise<string[]> {
  const answers: string[] = [];
  let left = times;
  const caller = async () => {
    while (left > 0) {
      left -= 1;
      const call = client.callTool({ name: "demo_get_order", arguments: { id: "ord_1060" } });
      answers.push(await call.then(JSON.stringify, String));
    }
  };
  await Promise.all(Array.from({ length: 8 }, caller));
  return answers;
}

describe("by keyboard alone", () => {
  it("one signs up, connects the demo tools and runs the first program", async () => {
    await page.goto("/");
    await page.waitForURL("**/signup**");
    await tabTo(page.getByLabel("Email"));
    await page.keyboard.type("owner@example.com");
    await tabTo(page.getByLabel("Password", { exact: true }));
    await page.keyboard.type("correct horse battery");
    await press("Enter");
    await shows(page.getByRole("heading", { name: "Get set up" }));
    await tabTo(page.getByRole("button", { name: "Use demo tools" }));
    await press("Enter");
    await shows(page.getByText("1 of 1 connection ready."));
    await go("p", "/playground");
    await tabTo(page.getByRole("textbox", { name: "Program" }));
    await press("ControlOrMeta+Enter");
    await shows(state().getByText("Succeeded"));
    await press("Escape");
    await tabTo(page.getByRole("tab", { name: /Output/ }));
    await press("ArrowRight");
    await press("Enter");
    await tabTo(page.getByRole("button", { name: /^demo\.list_orders/ }));
    await press("Enter");
    await shows(page.getByRole("region", { name: "demo.list_orders", exact: true }));
  });

  it("? lists the keys, and the focus returns", async () => {
    await go("a", "/activity");
    await shows(rows());
    const isFocused = () => rows().evaluate((link) => link.matches(":focus"));
    await press("j");
    await expect.poll(isFocused).toBe(true);
    await press("?");
    const list = page.getByRole("dialog", { name: "Keyboard shortcuts" });
    for (const words of ["Search and run", "Next row", "Add a filter", "Live on or off", "Connections"]) {
      await shows(list.getByText(words, { exact: true }));
    }
    await scene.shoot("shortcuts");
    await press("Escape");
    await list.waitFor({ state: "detached" });
    expect(await isFocused()).toBe(true);
  });

  it("one opens a call, calls the tool again, narrows, searches and adds", async () => {
    await press("Enter");
    await shows(page.getByRole("complementary", { name: "list_orders" }).getByText("Rerun with edits"));
    await press("r");
    await page.waitForURL(/\/tools\?.*tab=run/);
    await shows(page.getByRole("button", { name: /^Run/ }));
    await press("ControlOrMeta+Enter");
    await shows(page.getByRole("region", { name: "Answer" }).getByText("Ok"));
    await go("u", "/usage");
    await tabTo(page.getByRole("radio", { name: "Tool" }).or(page.getByRole("button", { name: "Tool" })));
    await go("t", "/tools");
    await press("/");
    await page.keyboard.type("slow");
    await shows(page.getByRole("link", { name: /slow_report/ }));
    await press("Escape");
    await tabTo(page.getByRole("link", { name: /slow_report/ }));
    await press("c");
    await page.waitForURL(/\/connections\/new/);
    await shows(page.getByLabel("Server address, or a client's settings"));
    await press("Escape");
    await page.getByLabel("Server address, or a client's settings").blur();
    await press("ControlOrMeta+k");
    await shows(page.getByRole("dialog", { name: "Search and run" }));
    await page.keyboard.type("create an api");
    await press("Enter");
    const dialog = page.getByRole("dialog");
    await shows(dialog.getByLabel("Name"));
    await press("Escape");
    await dialog.waitFor({ state: "detached" });
    await go("h", "/");
  });
});

describe("while the server is away", () => {
  it("the page says that it is reconnecting, keeps what it shows, and fills the gap", async () => {
    await follow(page, "/settings/keys?create=true");
    await page.getByRole("dialog").getByLabel("Name").fill("limit");
    await page.getByRole("button", { name: "Create key" }).click();
    const made = page.getByRole("dialog").getByRole("textbox", { name: "limit" });
    await shows(made);
    apiKey = await made.inputValue();
    await follow(page, "/activity?outcome=ok&via=code");
    await expect.poll(() => rows().count()).toBe(1);
    await shows(page.getByRole("button", { name: "Live", exact: true }));
    const { port } = new URL(scene.instance.url);
    await scene.instance.end("SIGKILL");
    const banner = page.getByRole("status").filter({ hasText: "Reconnecting…" });
    await shows(banner, 15_000);
    expect(await rows().count()).toBe(1);
    await scene.shoot("reconnecting");
    // Away from the page's view the server comes back and goes on.
    await scene.context.setOffline(true);
    second = await startInstance({
      dataDir: scene.instance.dataDir,
      env: { PORT: port },
    });
    const ran = await second.cli(["run", "-"], {
      apiKey,
      input: "await tools.demo.list_orders({}); await tools.demo.list_orders({});",
    });
    expect(ran).toMatchObject({ code: 0 });
    expect(await rows().count()).toBe(1);
    await scene.context.setOffline(false);
    await expect.poll(() => rows().count()).toBe(3);
    await banner.waitFor({ state: "detached" });
    await shows(page.getByRole("button", { name: "Live", exact: true }));
  });
});

describe("at the limit of the plan", () => {
  it("every page says what is used up, what clients get and until when", async () => {
    const client = await connectClient(`${scene.instance.url}/mcp`, apiKey);
    const answers = await callOften(client, callsPerMonth);
    await client.close();
    // The four calls before counted as well.
    expect(answers.filter((text) => text.includes("ord_1060"))).toHaveLength(callsPerMonth - 4);
    expect(answers.filter((text) => text.includes("quota_exceeded"))).toHaveLength(4);
    for (const path of ["/", "/connections", "/activity"]) {
      await follow(page, path);
      const banner = page.getByRole("status").filter({ hasText: "calls used" });
      await shows(
        banner.getByText(/1,000 of 1,000 calls used\. Clients get quota_exceeded until \w+ 1, 00:00 UTC\./),
      );
    }
    await scene.shoot("limit-banner");
  });

  it("a tool cannot be run, with that reason; what was stays readable", async () => {
    await follow(page, "/tools?tool=demo_get_order&tab=run");
    const button = page.getByRole("button", { name: /^Run/ });
    await shows(button);
    expect(await button.getAttribute("aria-disabled")).toBe("true");
    await button.hover();
    await shows(
      page
        .getByText(/All 1,?000 calls of this month are used\. They begin anew on/)
        .filter({ visible: true }),
    );
    await follow(page, "/activity?tool=get_order&outcome=ok");
    await expect.poll(() => rows().count()).toBeGreaterThan(10);
  });
});

it("said nothing to the console but that the server was away", () => {
  const others = scene.complaints.all.filter(
    (text) => !/Failed to load resource|ERR_|Failed to fetch/.test(text),
  );
  expect(others).toEqual([]);
});
