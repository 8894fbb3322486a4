import type { Locator } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { axeViolations, sidewaysScroll } from "./browser.ts";
import { follow } from "./follow.ts";
import { shows } from "./scene.ts";
import type { SharedInstance } from "./shared-instance.ts";
import { openSharedScene, type SignedInScene } from "./signed-in-scene.ts";
import { describeWorkflows } from "./workflow-scenarios.ts";
import { writeProgram } from "./write-program.ts";

let scene: SignedInScene<SharedInstance>;
let page: SignedInScene["page"];

beforeAll(async () => {
  scene = await openSharedScene("playground");
  ({ page } = scene);
  await page.goto("/playground");
  await shows(page.locator(".cm-content"));
});
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await scene.shoot(`failed ${task.name}`);
});
afterAll(() => scene?.close());

const editor = () => page.getByRole("textbox", { name: "Program" });
const state = () => page.getByRole("status", { name: "State of the run" });
const log = () => page.getByRole("log");
const tab = (name: RegExp | string) => page.getByRole("tab", { name });
const run = () => page.keyboard.press("ControlOrMeta+Enter");

const clear = () => writeProgram(page, "");
const write = (code: string) => writeProgram(page, code);

/** The left and right edge of what a locator draws, in pixels. */
async function spanOf(locator: Locator): Promise<{ left: number; right: number }> {
  const box = await locator.boundingBox();
  if (!box) throw new Error("it is not drawn");
  return { left: box.x, right: box.x + box.width };
}

describe("the editor", () => {
  it("takes what is typed over a selection, within the rules of the CSP", async () => {
    const before = scene.complaints.all.length;
    await editor().click();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type("return 7");
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type("(");
    expect(await editor().textContent()).toBe("(return 7)");
    expect(scene.complaints.all.slice(before)).toEqual([]);
  });

  const options = () => page.getByRole("listbox").getByRole("option");

  it("completes the caller's own tools after `tools.`, and their arguments", async () => {
    await clear();
    await page.keyboard.type("await tools.");
    await shows(options().filter({ hasText: "demo" }));
    await page.keyboard.type("demo.list_o");
    await shows(options().filter({ hasText: "list_orders" }));
    // A list that has just opened takes no choice yet: the key may have been meant for the text.
    await page.waitForTimeout(150);
    await page.keyboard.press("Enter");
    await page.keyboard.type("li");
    await shows(options().filter({ hasText: "limit" }));
    await scene.shoot("playground-completion");
    await page.keyboard.press("Escape");
  });

  it("completes what a tool answered, and tells the type of a name", async () => {
    await write("const { orders } = await tools.demo.list_orders({ limit: 3 });\nreturn orders[0]");
    await page.keyboard.type(".cust");
    await shows(options().filter({ hasText: "customer" }));
    await page.keyboard.press("Escape");
    await page.locator(".cm-line").first().getByText("orders", { exact: false }).first().hover();
    await page
      .locator(".cm-content")
      .getByText("orders[0]")
      .hover({ position: { x: 60, y: 8 } });
    await shows(page.locator(".cm-tooltip-hover .cm-code-tip").getByText(/orders: /));
    await scene.shoot("playground-type");
    await page.keyboard.press("Escape");
  });

  it("underlines a wrong argument before the run, says why and mends it", async () => {
    await write("const { orders } = await tools.demo.list_orders({ limt: 3 });\nreturn orders.length;");
    const wrong = page.locator(".cm-lintRange-error");
    await shows(wrong.getByText("limt"));
    expect(await wrong.allTextContents()).toEqual(["limt"]);
    await wrong.hover();
    const reason = page.locator(".cm-tooltip .cm-diagnostic");
    await shows(reason.getByText(/'limt' does not exist/));
    await scene.shoot("playground-wrong-argument");
    await reason.getByRole("button", { name: "Change to limit" }).click();
    await wrong.waitFor({ state: "detached" });
    await shows(page.locator(".cm-content").getByText("limit: 3"));
    expect(await page.getByRole("status", { name: "State of the run" }).textContent()).toBe("Not run yet");
  });

  it("keeps the draft over a reload", async () => {
    await write("return 'kept';");
    await page.reload();
    await shows(page.locator(".cm-content").getByText("return 'kept';"));
  });
});

describe("the input", () => {
  const button = () => page.getByRole("button", { name: /^Input/ });
  const box = () => page.getByRole("dialog", { name: "Input" });

  it("is a form where the program says what it takes; form and JSON hold one value, and what does not fit is said", async () => {
    await write(
      "declare const input: {\n/** Whose orders. */\ncustomer: string; limit?: number; level: 'low' | 'high' };\nreturn input;",
    );
    await shows(button().getByRole("img", { name: "unlike its type" }));
    await button().click();
    await box()
      .getByLabel(/^customer/)
      .fill("Ada");
    await shows(box().getByText("Whose orders."));
    await box()
      .getByLabel(/^limit/)
      .fill("three");
    await box()
      .getByLabel(/^customer/)
      .focus();
    await shows(box().getByText("Enter a number."));
    await scene.shoot("playground-input-form");
    expect(await axeViolations(page)).toEqual([]);
    await box()
      .getByLabel(/^limit/)
      .fill("3");
    await box()
      .getByRole("combobox", { name: /^level/ })
      .click();
    await page.getByRole("option", { name: "high" }).click();
    await box().getByText("JSON", { exact: true }).click();
    const json = box().getByLabel("Input as JSON");
    expect(JSON.parse(await json.inputValue())).toEqual({ customer: "Ada", limit: 3, level: "high" });
    await json.fill('{ "customer": "Bob", "level": "low", "more": true }');
    await box().getByText("Form", { exact: true }).click();
    await expect
      .poll(() =>
        box()
          .getByLabel(/^customer/)
          .inputValue(),
      )
      .toBe("Bob");
    // From within the form as well.
    await box()
      .getByLabel(/^customer/)
      .press("ControlOrMeta+Enter");
    await shows(state().getByText("Succeeded"));
    await page.keyboard.press("Escape");
    await shows(button().getByRole("img", { name: "set", exact: true }));
    await shows(page.getByRole("tabpanel", { name: "Output" }).getByText("more"));
  });

  it("is JSON where it does not, with the words that make a form of it", async () => {
    await write("return input;");
    await button().click();
    await shows(box().getByText(/declare const input: /));
    await box().getByLabel("Input as JSON").fill("[1, 2");
    await shows(box().getByRole("alert"));
    await scene.shoot("playground-input-json");
    await box().getByLabel("Input as JSON").fill("");
    await page.keyboard.press("Escape");
  });
});

describe("a run", () => {
  it("streams its logs, and is cancelled", async () => {
    await write('console.log("first"); await new Promise((r) => setTimeout(r, 20000)); console.log("last");');
    await run();
    await shows(log().getByText("first"));
    await shows(state().getByText("Running"));
    await page.getByRole("button", { name: /^Cancel/ }).click();
    await shows(state().getByText("Cancelled"));
    await shows(page.getByText("It was stopped on request."));
    expect(await log().getByText("last").count()).toBe(0);
  });

  it("is none where the address names none: the program can be run", async () => {
    await page.goto("/playground?execution=nonsense");
    await write("return 'ran'");
    await run();
    await shows(state().getByText("Succeeded"));
  });

  it("shows how it ended also when it ended while the page was still reading how it began", async () => {
    await page.route(
      /execution\.get/,
      async (route) => {
        const response = await route.fetch();
        await shows(state().getByText("Succeeded"));
        await route.fulfill({ response });
      },
      { times: 1 },
    );
    await write("await new Promise((r) => setTimeout(r, 1_500)); return 'slowly';");
    await run();
    await shows(state().getByText(/^CPU/));
    await shows(page.getByText('"slowly"'));
  });

  it("marks the line at which the program failed", async () => {
    await write('const a = 1;\n\nthrow new TypeError("no such thing");');
    await run();
    await shows(page.locator(".cm-error-message").getByText("no such thing"));
    expect(await page.locator(".cm-error-line").textContent()).toContain("throw new TypeError");
    const end = page.getByRole("region", { name: "How it ended" });
    await shows(end.getByText("> 3 | throw new TypeError"));
    await scene.shoot("playground-error");
    await end.getByRole("button", { name: "Go to line 3, column 7" }).click();
    await page.keyboard.insertText("/* here */ ");
    expect(await page.locator(".cm-content").textContent()).toContain("throw /* here */ new TypeError");
  });

  it("is replayed, to the same end", async () => {
    await write(
      'console.log("once"); return (await tools.demo.get_order({ id: "ord_1001" })).id + Math.random();',
    );
    await run();
    await shows(state().getByText("Succeeded"));
    await shows(state().getByText("1 call"));
    const replay = page.getByRole("region", { name: "Replay" });
    await replay.getByRole("button", { name: "Replay" }).click();
    await shows(replay.getByText("The replay ended as the run did."));
    await shows(replay.getByRole("log").getByText("once"));
    await scene.shoot("playground-replay");
    expect(await axeViolations(page)).toEqual([]);
  });

  it("that does not end is ended by its time limit, and the page stays usable meanwhile", async () => {
    await write("await new Promise((r) => setTimeout(r, 60_000));");
    await page.getByRole("combobox", { name: "Time limit" }).click();
    await page.getByRole("option", { name: "5 s", exact: true }).click();
    await editor().click();
    await run();
    await shows(state().getByText("Running"));
    await tab("Types").click();
    await shows(page.getByRole("textbox", { name: "Types" }).getByText("ask_me"));
    await editor().click();
    await page.keyboard.press("ControlOrMeta+Home");
    await page.keyboard.insertText("// typed meanwhile\n");
    await shows(page.locator(".cm-content").getByText("// typed meanwhile"));
    await tab("Output").click();
    await shows(state().getByText("Timed out"));
    await shows(page.getByText("Stopped after 5 s"));
    await scene.shoot("playground-timed-out");
  });

  it("shows parallel calls side by side on the waterfall, and what each was asked and answered", async () => {
    await write("await Promise.all([1, 2, 3].map((n) => tools.demo.slow_report({ seconds: 1 })));");
    await run();
    await tab(/Calls/).click();
    const waterfall = page.getByRole("region", { name: "Tool calls of this run" });
    await shows(state().getByText("Succeeded"));
    const rows = waterfall.getByRole("button", { name: /^demo\.slow_report/ });
    await expect.poll(() => rows.count()).toBe(3);
    const bars = await Promise.all(
      [0, 1, 2].map(async (index) => {
        const parts = rows.nth(index).locator("rect");
        const first = await spanOf(parts.first());
        const last = await spanOf(parts.last());
        return { left: first.left, right: last.right };
      }),
    );
    expect(Math.max(...bars.map((bar) => bar.left))).toBeLessThan(Math.min(...bars.map((bar) => bar.right)));
    await scene.shoot("playground-parallel");
    await rows.first().click();
    await page.waitForURL(/inner=/);
    const inner = page.getByRole("region", { name: "demo.slow_report", exact: true });
    await shows(inner.getByText("shelves"));
    await inner.getByRole("link", { name: /Activity/ }).click();
    await shows(page.getByRole("complementary", { name: "slow_report" }));
  });
});

it("has examples that work on the demo tools", async () => {
  await follow(page, "/playground");
  const titles = [
    "A result as a table",
    "An input with a form",
    "A call that may fail",
    "Read, choose, write",
  ];
  for (const title of titles) {
    await page.getByRole("button", { name: "Snippets" }).click();
    await page.getByRole("link", { name: title }).click();
    await shows(state().getByText("Not run yet"));
    await editor().click();
    await run();
    await shows(state().getByText("Succeeded"));
    expect(await page.locator(".cm-lintRange-error").count()).toBe(0);
    await scene.shoot(`example ${title}`);
  }
});

it("says how long runs are kept, which owners change", async () => {
  await follow(page, "/runs");
  await shows(page.getByText("Kept for 90 days, and what replays them for 30 days."));
  await page.getByRole("main").getByRole("link", { name: "Settings" }).click();
  await page.getByRole("combobox", { name: "Keep the logs of runs for" }).click();
  await page.getByRole("option", { name: "7 days" }).click();
  await shows(page.getByText("Logs that are older go within the hour"));
  await page.getByRole("button", { name: "Save days" }).click();
  await shows(page.getByText("Settings saved"));
  await scene.shoot("settings-code");
  await follow(page, "/runs");
  await shows(page.getByText("what replays them for 7 days."));
  expect(await axeViolations(page)).toEqual([]);
  await scene.shoot("runs");
});

describeWorkflows(() => scene);

it("said nothing to the console, broke no rule of the CSP and asked no other host", () => {
  expect(scene.complaints.all).toEqual([]);
});

describe("a call that needs an approval (23)", () => {
  const card = () => page.getByRole("article", { name: "Call of demo_send_email" });

  it("waits with its exact arguments, rule and time; Approve once resumes the same run, Deny ends the call", async () => {
    await follow(page, "/playground");
    await shows(page.locator(".cm-content"));
    await write('return await tools.demo.send_email({ to: "ann@example.com", subject: "Hi", body: "…" });');
    await run();
    await shows(state().getByText("Awaiting approval"));
    await shows(card().getByText('"to": "ann@example.com"'));
    await shows(card().getByText("the demo asks before what calls itself destructive"));
    await shows(card().getByText(/expires in 9:/));
    const address = page.url();
    await card().getByRole("button", { name: "Approve once" }).click();
    await shows(state().getByText("Succeeded"));
    expect(page.url()).toBe(address);

    await run();
    await shows(state().getByText("Awaiting approval"));
    // On the page of approvals it comes and goes by itself.
    const other = await scene.context.newPage();
    await other.goto("/approvals");
    const waiting = other.getByRole("article", { name: "Call of demo_send_email" }).first();
    await shows(waiting.getByRole("button", { name: "Deny" }));
    expect(await axeViolations(other)).toEqual([]);
    await other.setViewportSize({ width: 390, height: 800 });
    expect(await sidewaysScroll(other)).toBe(0);
    await waiting.getByRole("button", { name: "Deny" }).click();
    await shows(waiting.getByText("Denied"));
    await other.close();
    await shows(state().getByText("Failed"));
    await shows(page.getByRole("link", { name: "approval_denied" }));
  });
});
