import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { type Complaints, openWindow } from "./browser.ts";
import { follow } from "./follow.ts";
import { lookAt } from "./look-at.ts";
import { shows } from "./scene.ts";
import { openSignedInScene, type SignedInScene } from "./signed-in-scene.ts";

const password = "correct horse battery";

let scene: SignedInScene;
/** The instance's owner. */
let ada: Page;
/** Somebody with a browser of their own. */
let bob: Page;
let bobsComplaints: Complaints;
let bobsKey: string;

beforeAll(async () => {
  scene = await openSignedInScene({ env: { PATCHOPS_SIGNUP: "closed" } });
  ada = scene.page;
  const window = await openWindow(scene.browser, scene.instance.url);
  bob = window.page;
  bobsComplaints = window.complaints;
});
afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await scene.shoot(`failed ${task.name}`);
});
afterAll(() => scene?.close());

const rowOf = (page: Page, text: string, list = "Members") =>
  page.getByRole("list", { name: list }).getByRole("listitem").filter({ hasText: text });

async function makeLink(email: string | null): Promise<string> {
  await follow(ada, "/settings/members");
  await ada.getByRole("button", { name: "Invite" }).click();
  if (email !== null) await ada.getByLabel(/^Email/).fill(email);
  await ada.getByRole("button", { name: "Make a link" }).click();
  const link = await ada.getByLabel("Invitation link").inputValue();
  await ada.getByRole("button", { name: "Close" }).click();
  return link;
}

it("who is invited makes an account by the link, though sign-up is closed, and joins with it", async () => {
  const link = await makeLink("bob@example.com");
  await shows(rowOf(ada, "bob@example.com", "Invitations"));
  await bob.goto("/signup");
  await shows(bob.getByRole("heading", { name: "Sign-up is closed" }));
  await bob.goto(link);
  await shows(bob.getByRole("heading", { name: /^Join / }));
  // The secret stands in the address no longer than it takes to read it.
  expect(new URL(bob.url()).hash).toBe("");
  expect(await bob.getByLabel("Email").inputValue()).toBe("bob@example.com");
  await lookAt(bob, 0);
  await bob.getByLabel("Password", { exact: true }).fill(password);
  await bob.getByRole("button", { name: "Create account" }).click();
  await bob.waitForURL((url) => url.pathname === "/");
  await follow(bob, "/connections");
  await shows(bob.getByText("Demo").first());
});

it("a link that was used says so, and only that", async () => {
  const { page, context } = await openWindow(scene.browser, scene.instance.url);
  await page.goto(`/invite#${crypto.randomUUID()}.${"x".repeat(43)}`);
  await shows(page.getByText("This invitation is not valid any more."));
  await context.close();
});

it("a member is told which role may invite, and the role changes for them without a new login", async () => {
  await follow(bob, "/settings/members");
  await shows(rowOf(bob, "owner@example.com"));
  const invite = bob.getByRole("button", { name: "Invite" });
  expect(await invite.getAttribute("aria-disabled")).toBe("true");
  await shows(rowOf(bob, "bob@example.com").getByText("Member"));
  await ada.reload();
  const select = rowOf(ada, "bob@example.com").getByRole("combobox");
  await select.click();
  await ada.getByRole("option", { name: "Admin" }).click();
  await shows(ada.getByText("bob@example.com is admin now"));
  // His page follows by itself.
  await expect.poll(() => invite.getAttribute("aria-disabled")).toBeNull();
  await lookAt(ada, 1);
  const budget = async (press: string, calls?: string) => {
    await rowOf(ada, "bob@example.com").getByRole("button", { name: "Budget of" }).click();
    const form = ada.getByRole("dialog", { name: /^Budget of/ });
    if (calls !== undefined) await form.getByLabel("Calls a month").fill(calls);
    else await shows(form.getByRole("meter", { name: "calls used" }));
    await form.getByRole("button", { name: press }).click();
  };
  await budget("Save budget", "500");
  await shows(rowOf(ada, "bob@example.com").getByText("at most 500 calls a month"));
  await budget("Remove budget");
  await shows(ada.getByText(/has no budget now/));
  // Its only owner may not leave, and reads why; others may.
  await follow(ada, "/settings/organization");
  await shows(ada.getByText("You are its only owner."));
  expect(await ada.getByRole("button", { name: /^Leave / }).isDisabled()).toBe(true);
  await follow(bob, "/settings/organization");
  await expect.poll(() => bob.getByRole("button", { name: /^Leave / }).isDisabled()).toBe(false);
});

it("an organization of one's own, and back by the palette, while the other window follows", async () => {
  const second = await bob.context().newPage();
  await second.goto("/settings/members");
  await shows(rowOf(second, "owner@example.com"));
  await bob.getByRole("button", { name: /^Organization:/ }).click();
  await bob.getByRole("menuitem", { name: "Create an organization" }).click();
  await bob.getByLabel("Name", { exact: true }).last().fill("Bob's shop");
  await bob.getByRole("button", { name: "Create organization" }).click();
  await shows(bob.getByRole("button", { name: "Organization: Bob's shop" }));
  await shows(second.getByRole("button", { name: "Organization: Bob's shop" }));
  await second.close();
  await follow(bob, "/connections");
  await shows(bob.getByText("Nothing connected"));
  await bob.keyboard.press("ControlOrMeta+k");
  // It begins anew in the other organization.
  await Promise.all([bob.waitForEvent("load"), bob.getByRole("option", { name: /^Switch to / }).click()]);
  await shows(bob.getByText("Demo").first());
});

it("a removed member is out at once: page, key and all", async () => {
  await follow(bob, "/settings/keys?create=true");
  await bob.getByLabel("Name", { exact: true }).fill("Laptop");
  await bob.getByRole("button", { name: "Create key" }).click();
  bobsKey = await bob.getByRole("textbox", { name: "Laptop" }).inputValue();
  const ask = () =>
    fetch(`${scene.instance.url}/trpc/account.current`, { headers: { authorization: `Bearer ${bobsKey}` } });
  expect((await ask()).status).toBe(200);
  await follow(ada, "/settings/members");
  await rowOf(ada, "bob@example.com").getByRole("button", { name: "Remove bob@example.com" }).click();
  await shows(ada.getByText(/1 login, 1 API key/));
  const confirm = ada.getByRole("button", { name: "Remove member" });
  expect(await confirm.isDisabled()).toBe(true);
  await ada.getByLabel(/to confirm/).fill("bob@example.com");
  await confirm.click();
  await shows(ada.getByText("bob@example.com was removed"));
  await expect.poll(async () => (await ask()).status, { timeout: 5_000 }).toBe(401);
  // The page that he had open says so by itself.
  await bob.waitForURL("**/login**");
  await shows(bob.getByText("You were signed out:"));
  await lookAt(bob, 1);
});

it("said nothing to the console, broke no rule of the CSP and asked no other host", () => {
  // The refusals that were asked for.
  const asked = (text: string) => /status of (401|403|404)/.test(text);
  expect(scene.complaints.all.filter((text) => !asked(text))).toEqual([]);
  expect(bobsComplaints.all.filter((text) => !asked(text))).toEqual([]);
});
