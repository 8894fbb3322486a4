import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { axeViolations, sidewaysScroll } from "./browser.ts";
import { connectClient } from "./connect-client.ts";
import { follow } from "./follow.ts";
import { looksOf } from "./looks-of.ts";
import { shows } from "./scene.ts";
import type { SharedInstance } from "./shared-instance.ts";
import { openSharedScene, type SignedInScene } from "./signed-in-scene.ts";

let scene: SignedInScene<SharedInstance>;
let page: SignedInScene["page"];
/** Bound to the profile that is made here. */
let botKey: string;

beforeAll(async () => {
  scene = await openSharedScene("profiles");
  ({ page } = scene);
});
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await scene.shoot(`failed ${task.name}`);
});
afterAll(() => scene?.close());

const cost = () => page.getByText(/tokens in a client's context/);
const box = (name: string) => page.getByRole("checkbox", { name, exact: true });

async function toolsAt(path: string, apiKey: string): Promise<string[]> {
  const client = await connectClient(`${scene.instance.url}${path}`, apiKey);
  const { tools } = await client.listTools();
  await client.close();
  return tools.map(({ name }) => name);
}

/** Chooses in a select that a label names. */
async function choose(label: string, option: string): Promise<void> {
  await page.getByRole("combobox", { name: label }).click();
  await page.getByRole("option", { name: option, exact: true }).click();
}

describe("a tool profile", () => {
  it("is made by its name, and edited while its cost is seen", async () => {
    await follow(page, "/settings/profiles");
    await page.getByRole("button", { name: "Create profile" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("Order desk");
    await dialog.getByRole("button", { name: "Create profile" }).click();
    await page.waitForURL("**/settings/profiles/order-desk");
    await shows(
      cost()
        .getByText(/^0 tools/)
        .or(cost().filter({ hasText: /^0 tools/ })),
    );
    await box("demo_list_orders").click();
    await shows(cost().filter({ hasText: /^1 tool · ≈ \d+ tokens.*\(\+\d+\)/ }));
    await box("demo_get_order").click();
    await shows(cost().filter({ hasText: /^2 tools/ }));
    await page.getByRole("button", { name: "Name and words of get_order" }).click();
    await page.getByLabel("Name in this profile").fill("find_order");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await shows(page.getByText("Order desk was saved"));
    await page.reload();
    await shows(cost().filter({ hasText: /^2 tools/ }));
    await shows(page.getByText("as find_order"));
    expect(await toolsAt("/mcp/p/order-desk", scene.apiKey)).toEqual(["demo_list_orders", "find_order"]);
  });

  it("has keys of its own, which reach nothing else", async () => {
    await page.getByRole("link", { name: "create one for this profile" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("Order bot");
    await shows(dialog.getByRole("combobox", { name: "Profile" }).getByText("Order desk"));
    await dialog.getByRole("button", { name: "Create key" }).click();
    const made = dialog.getByRole("textbox", { name: "Order bot" });
    await shows(made);
    botKey = await made.inputValue();
    await dialog.getByRole("button", { name: "Done" }).click();
    await shows(page.getByText(/profile order-desk/));
    expect(await toolsAt("/mcp", botKey)).toEqual(["demo_list_orders", "find_order"]);
    await expect(toolsAt("/mcp/c/demo", botKey)).resolves.toEqual(["get_order", "list_orders"]);
  });

  it("is called from code by clients that are given three tools, and as a list again", async () => {
    await follow(page, "/settings/profiles/order-desk");
    const codeMode = page.getByRole("switch", { name: "Code mode" });
    const save = async () => {
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await shows(page.getByText("Order desk was saved").last());
      await expect.poll(() => page.getByRole("button", { name: "Discard" }).count()).toBe(0);
    };
    await codeMode.click();
    await shows(page.getByText("clients get three tools, and call these from code"));
    await save();
    expect(await toolsAt("/mcp", botKey)).toEqual(["search_tools", "describe_tools", "execute_code"]);
    await codeMode.click();
    await save();
    expect(await toolsAt("/mcp", botKey)).toEqual(["demo_list_orders", "find_order"]);
  });

  it("is where the setup card points a client, when it is chosen there", async () => {
    await follow(page, "/?auth=sign_in&client=cursor");
    const card = page.getByRole("region", { name: "Point your client here" });
    await card.getByRole("button", { name: /^Show/ }).click();
    await shows(card.getByText(`${scene.instance.url}/mcp"`));
    await card.getByRole("combobox", { name: "Profile" }).click();
    await page.getByRole("option", { name: "Profile: Order desk" }).click();
    await shows(card.getByText(`${scene.instance.url}/mcp/p/order-desk"`));
  });

  it("narrows the tools page to its tools, in an address", async () => {
    await follow(page, "/tools");
    await choose("Profile", "Profile: Order desk");
    await page.waitForURL(/profile=order-desk/);
    await shows(page.getByRole("link", { name: /find_order/ }));
    expect(await page.getByRole("link", { name: /send_email/ }).count()).toBe(0);
    await page.goBack();
    await shows(page.getByRole("combobox", { name: "Profile" }).getByText("All tools"));
    await shows(page.getByRole("link", { name: /send_email/ }));
  });
});

describe("a policy", () => {
  it("is set on the tool's page, which says which rule decides", async () => {
    await follow(page, "/tools?tool=demo_list_orders&tab=access");
    await shows(page.getByText("no rule: tools are allowed"));
    await page.getByText("Block", { exact: true }).click();
    await choose("For whom", "Key: Order bot");
    await page.getByRole("button", { name: "Add rule" }).click();
    await shows(page.getByText("block demo_list_orders with the key Order bot"));
    await page.getByText("Ask", { exact: true }).click();
    await page.getByRole("button", { name: "Add rule" }).click();
    await shows(page.getByText("decides for you"));
    await follow(page, "/settings/policies");
    await expect
      .poll(() => page.getByRole("listitem").filter({ hasText: "weight" }).allTextContents())
      .toEqual([
        expect.stringContaining("Order bot"),
        expect.stringContaining("ask before demo_list_orders"),
      ]);
    await page.getByRole("button", { name: "Remove ask before demo_list_orders" }).click();
    await expect.poll(() => page.getByRole("listitem").filter({ hasText: "weight" }).count()).toBe(1);
  });

  it("is what keeps a tool from a key: Why missing? marks the break and leads to the rule", async () => {
    await follow(page, "/tools/why");
    await choose("Client", "Key: Order bot");
    await choose("Tool", "demo_list_orders");
    const broken = page.getByRole("listitem").filter({ hasText: "stops here" });
    await shows(broken.getByText("Blocked by “block demo_list_orders with the key Order bot”."));
    const address = page.url();
    const client = await connectClient(`${scene.instance.url}/mcp`, botKey);
    await client.callTool({ name: "demo_list_orders", arguments: {} });
    await client.close();
    await follow(page, "/activity?outcome=refused");
    await page.getByRole("row").filter({ hasText: "list_orders" }).getByRole("link").first().click();
    const panel = page.getByRole("complementary", { name: "list_orders" });
    await shows(panel.getByText(/block demo_list_orders with the key Order bot/));
    await shows(panel.getByRole("link", { name: "order-desk" }));
    await panel.getByRole("link", { name: "Show what decides" }).click();
    await shows(broken);
    await broken.getByRole("link", { name: "Change the policy" }).click();
    await page.waitForURL(/\/settings\/policies\?rule=/);
    await page
      .locator("[aria-current=true]")
      .getByRole("button", { name: /^Remove/ })
      .click();
    await shows(page.getByText("No rule yet. Every tool may be called."));
    await follow(page, address);
    await shows(page.getByText("demo_list_orders is offered to the key Order bot."));
  });
});

it("in each theme and width by turns axe finds nothing, and nothing scrolls sideways", async () => {
  const problems: string[] = [];
  const paths = [
    "/settings/profiles",
    "/settings/profiles/order-desk",
    "/settings/policies",
    "/tools?tool=demo_send_email&tab=access",
    "/tools/why",
    "/tools/why?tool=demo_send_email&profile=order-desk",
  ];
  for (const [place, path] of paths.entries()) {
    for (const [turn, { theme, width }] of looksOf(place).entries()) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      if (turn === 0) {
        await follow(page, path);
        await shows(page.getByRole("heading", { level: 1 }));
      }
      await expect.poll(() => page.locator("html").getAttribute("data-theme")).toBe(theme);
      await expect.poll(() => page.locator("main [class*=shimmer], [aria-busy=true]").count()).toBe(0);
      const look = `${path} ${theme} ${width}`;
      await scene.shoot(look.replaceAll(/\W+/g, "-").replace(/^-|-$/g, ""));
      problems.push(...(await axeViolations(page)).map((text) => `${look}: ${text}`));
      const sideways = await sidewaysScroll(page);
      if (sideways > 0) problems.push(`${look}: can be scrolled ${sideways} px sideways`);
    }
  }
  expect(problems).toEqual([]);
});

it("removing the profile ends its key, and says so before", async () => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await follow(page, "/settings/profiles/order-desk");
  await page.getByRole("button", { name: "Remove profile" }).click();
  const dialog = page.getByRole("dialog");
  await shows(dialog.getByText(/the key that is bound to it revoked/));
  await dialog.getByRole("textbox").fill("order-desk");
  await dialog.getByRole("button", { name: "Remove profile" }).click();
  await page.waitForURL("**/settings/profiles");
  await shows(page.getByText("No profile yet. Clients at /mcp see all tools."));
  await follow(page, "/settings/keys");
  await shows(
    page.getByRole("listitem").filter({ hasText: "Order bot" }).getByText("revoked", { exact: true }),
  );
});

it("said nothing to the console on the whole way", () => {
  expect(scene.complaints.all).toEqual([]);
});
