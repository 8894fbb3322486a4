import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ageProofs } from "./age-proofs.ts";
import { axeViolations, type Complaints, openWindow } from "./browser.ts";
import { follow } from "./follow.ts";
import { lookAt } from "./look-at.ts";
import { openScene, type Scene, shows } from "./scene.ts";

const password = "correct horse battery";
let scene: Scene;
/** Browsers have passkeys for host names alone. */
let url: string;
let ada: { context: BrowserContext; page: Page; complaints: Complaints };
/** Of somebody who runs nothing, signed in when it is first asked for. */
let bobs: Promise<{ page: Page; complaints: Complaints }> | undefined;

async function logIn(page: Page, email: string): Promise<void> {
  await page.goto("/login");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

function bobsWindow(): Promise<{ page: Page; complaints: Complaints }> {
  bobs ??= (async () => {
    const window = await openWindow(scene.browser, url);
    await logIn(window.page, "bob@example.com");
    await window.page.waitForURL((address) => address.pathname === "/");
    return window;
  })();
  return bobs;
}

/** A device that can make passkeys, and whose person always agrees; it is taken away by what this answers. */
async function giveAuthenticator(page: Page): Promise<() => Promise<void>> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return () => devtools.detach();
}

beforeAll(async () => {
  scene = await openScene();
  await scene.instance.setUp("ada@example.com");
  await scene.instance.setUp("bob@example.com");
  url = scene.instance.url.replace("127.0.0.1", "localhost");
  ada = await openWindow(scene.browser, url);
  await giveAuthenticator(ada.page);
  await logIn(ada.page, "ada@example.com");
  await ada.page.waitForURL((address) => address.pathname === "/");
});
afterAll(() => scene?.close());

it("a passkey is added, named, proves who asks before a key is made, and signs in", async () => {
  const { page } = ada;
  await follow(page, "/settings/password");
  await page.getByLabel("Name of a new passkey").fill("Laptop");
  await page.getByRole("button", { name: "Add passkey" }).click();
  await shows(page.getByRole("list", { name: "Passkeys" }));
  await page.getByRole("button", { name: "Rename Laptop" }).click();
  await page.getByLabel("New name of Laptop").fill("Old laptop");
  await page.getByRole("button", { name: "Save" }).click();
  await shows(page.getByRole("button", { name: "Remove Old laptop" }));
  expect(await axeViolations(page)).toEqual([]);

  // The server asks again once the proof is old; what was refused then goes on by itself, by either proof.
  const createKey = async (name: string) => {
    await ageProofs(scene.instance);
    await page.goto("/settings/keys?create=true");
    await page.getByLabel("Name").fill(name);
    await page.getByRole("checkbox", { name: /keys:manage/ }).click();
    await page.getByRole("button", { name: "Create key" }).click();
    await shows(dialog);
  };
  const dialog = page.getByRole("dialog", { name: "Is it you?" });
  await createKey("Proved by passkey");
  await lookAt(page, 2);
  await dialog.getByRole("button", { name: "Use a passkey" }).click();
  await shows(page.getByRole("dialog", { name: "Copy the key now" }));
  await createKey("Proved by password");
  await dialog.getByLabel("Your password").fill("not my password");
  await dialog.getByRole("button", { name: "Go on" }).click();
  await shows(dialog.getByRole("alert"));
  await dialog.getByLabel("Your password").fill(password);
  await dialog.getByRole("button", { name: "Go on" }).click();
  await shows(page.getByRole("dialog", { name: "Copy the key now" }));
  await page.getByRole("button", { name: "Done" }).click();
  await shows(page.getByText("Proved by passkey"));

  await ada.context.clearCookies({ name: "patchops" });
  await page.goto("/login?next=%2Fsettings%2Fdevices");
  const button = page.getByRole("button", { name: "Sign in with a passkey" });
  // The browser may offer it among the suggestions and go on by itself.
  await Promise.race([
    button.click({ timeout: 30_000 }).catch(() => undefined),
    page.waitForURL("**/settings/devices"),
  ]);
  await page.waitForURL("**/settings/devices");
  await shows(page.getByText("by passkey"));
  await shows(page.getByText("this one"));
  await lookAt(page, 3);
});

it("a passkey that is picked among the suggestions and does not count any more says so, and what helps", async () => {
  const { page, context } = ada;
  await follow(page, "/settings/password");
  await page.getByRole("button", { name: "Remove Old laptop" }).click();
  await page.getByRole("button", { name: "Remove passkey" }).click();
  await shows(page.getByText("Old laptop is no longer a way in"));
  await context.clearCookies({ name: "patchops" });
  await page.goto("/login");
  await shows(page.getByText("That passkey is not known here"));
  await shows(page.getByText("use another way in."));
  await lookAt(page, 0);
  await logIn(page, "ada@example.com");
  await page.waitForURL((address) => address.pathname === "/");
});

it("a sign-in says at its fields what they lack, and in one place that they do not go together", async () => {
  const { page, context } = await openWindow(scene.browser, scene.instance.url);
  await page.goto("/login");
  const email = page.getByLabel("Email");
  const enter = () => page.getByRole("button", { name: "Sign in", exact: true }).click();
  await enter();
  await shows(page.getByText("Enter a mail address like you@example.com."));
  await shows(page.getByText("Enter your password."));
  await shows(email.and(page.locator(":focus")));
  await email.fill("owner@example.com");
  // What was mended is not said any more, before it is sent.
  await page.getByText("Enter a mail address like").waitFor({ state: "detached" });
  await page.getByLabel("Password", { exact: true }).fill("not the password");
  await enter();
  await shows(page.getByRole("alert").filter({ hasText: "Not signed in" }));
  expect(await axeViolations(page)).toEqual([]);
  await context.close();
});

it("somebody is suspended, reads why, objects, and comes back", async () => {
  const { page: admin } = ada;
  const { page: bob } = await bobsWindow();
  const takeAuthenticator = await giveAuthenticator(bob);
  await follow(bob, "/settings/password");
  await bob.getByLabel("Name of a new passkey").fill("Phone");
  await bob.getByRole("button", { name: "Add passkey" }).click();
  await shows(bob.getByRole("list", { name: "Passkeys" }));
  await follow(admin, "/admin/users");
  await admin.getByRole("button", { name: "Suspend bob@example.com" }).click();
  const dialog = admin.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("Mining on our machines");
  expect(await axeViolations(admin)).toEqual([]);
  await dialog.getByRole("button", { name: "Suspend" }).click();
  await shows(admin.getByText("Mining on our machines"));
  await dialog.waitFor({ state: "hidden" });
  expect(await axeViolations(admin)).toEqual([]);

  // By password, and by a passkey that the browser offers among its suggestions.
  const { page: elsewhere, context } = await openWindow(scene.browser, url);
  await logIn(elsewhere, "bob@example.com");
  await shows(elsewhere.getByRole("heading", { name: "This account is suspended" }));
  await shows(elsewhere.getByText("Mining on our machines"));
  await context.close();
  await bob.waitForURL((address) => address.pathname === "/login");
  await shows(bob.getByRole("heading", { name: "This account is suspended" }));
  await shows(bob.getByText("Mining on our machines"));
  await bob.getByLabel("What speaks against it").fill("It was a load test.");
  await lookAt(bob, 1);
  await bob.getByRole("button", { name: "Object" }).click();
  await shows(bob.getByText("An admin of this instance reads it."));

  await follow(admin, "/admin/users?show=appealed");
  await shows(admin.getByText("It was a load test."));
  await lookAt(admin, 2);
  await admin.getByRole("button", { name: "Lift the suspension of bob@example.com" }).click();
  await shows(admin.getByText("No suspended person has written."));
  await bob.goto("/login");
  await bob.waitForURL((address) => address.pathname === "/");
  // With it he would be signed in wherever he is to read why he is not.
  await takeAuthenticator();
});

it("who is not signed in gets the sign-in page and the legal ones, and no other page of a website", async () => {
  const { page, context } = await openWindow(scene.browser, url);
  for (const path of ["/", "/pricing", "/contact", "/status", "/docs/start"]) {
    await page.goto(path);
    await shows(page.getByRole("heading", { name: "Sign in" }));
  }
  expect(await (await page.goto("/robots.txt"))?.text()).toBe("User-agent: *\nDisallow: /\n");
  await page.goto("/legal/privacy");
  await shows(page.getByRole("heading", { name: "Privacy policy" }));
  const links = page.getByRole("contentinfo").getByRole("link");
  expect(await links.allTextContents()).toEqual(["Privacy", "Terms", "Security", "Subprocessors"]);
  await context.close();
});

it("an admin sees read only what somebody sees, freezes their organization by one click, and lets it work again by one", async () => {
  const { page: admin } = ada;
  const { page: bob } = await bobsWindow();
  await follow(admin, "/admin/users?q=bob%40example.com");
  await admin.getByRole("button", { name: "Look as bob@example.com" }).click();
  const dialog = admin.getByRole("dialog", { name: "See what bob@example.com sees?" });
  await dialog.getByLabel("Reason for looking").fill("He asked why nothing runs.");
  await lookAt(admin, 0);
  await dialog.getByRole("button", { name: "Look", exact: true }).click();
  await admin.waitForURL((address) => address.pathname === "/");
  const banner = admin.getByRole("region", { name: "Looking as somebody else" });
  await shows(banner.getByText("ada@example.com as bob@example.com"));
  await follow(admin, "/settings/profile");
  await shows(admin.getByRole("button", { name: "Save" }));
  await shows(banner);
  await lookAt(admin, 1);
  await admin.getByLabel("Name", { exact: true }).fill("Mallory");
  await admin.getByRole("button", { name: "Save" }).click();
  await shows(admin.getByText("changes nothing, and is told no secret").first());
  await follow(admin, "/admin/users");
  await shows(admin.getByText("These pages are for who runs this instance."));
  await banner.getByRole("button", { name: "End" }).click();
  await admin.waitForURL((address) => address.pathname === "/admin/users");
  await follow(bob, "/settings/audit");
  await shows(bob.getByText("ada@example.com as bob@example.com").first());
  const refused = bob.getByRole("row").filter({ hasText: "was refused, looking as a member," });
  await shows(refused.filter({ hasText: "account.update" }));

  await follow(admin, "/admin/customers?q=bob%40example.com");
  await admin.getByRole("list", { name: "Organizations" }).getByRole("link").click();
  await admin.getByRole("button", { name: /^Freeze/ }).click();
  await shows(admin.getByRole("button", { name: "Let it work again" }));
  const frozen = bob.getByRole("region", { name: "Frozen" });
  await shows(frozen.getByText("This organization is frozen"));
  await admin.getByLabel("Reason for the freeze").fill("A key of yours was published");
  await admin.getByRole("button", { name: "Tell the reason" }).click();
  await shows(frozen.getByText("A key of yours was published."));
  await lookAt(bob, 2);
  await lookAt(admin, 3);
  await admin.getByRole("button", { name: "Let it work again" }).click();
  await shows(admin.getByRole("button", { name: /^Freeze/ }));
  await frozen.waitFor({ state: "hidden" });
});

it("what is stored of a person is exported, downloaded and deleted again", async () => {
  const { page, complaints } = await bobsWindow();
  const before = complaints.all.length;
  await follow(page, "/settings/export");
  await page.getByRole("button", { name: "Export my data" }).click();
  await shows(page.getByText("· ready"));
  expect(await axeViolations(page)).toEqual([]);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download Your data" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^patchops-account-.*\.zip$/);
  await page.getByRole("button", { name: "Delete Your data" }).click();
  await shows(page.getByText("· cancelled"));
  expect(complaints.all.slice(before)).toEqual([]);
});

it("an account is deleted by its person, kept by signing in, and held by an admin", async () => {
  const { page } = await bobsWindow();
  await follow(page, "/settings/privacy");
  await shows(page.getByRole("row", { name: /^Audit log/ }));
  await shows(page.getByRole("list", { name: "API keys" }));
  await lookAt(page, 3);
  await page.getByRole("button", { name: "Delete account" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete your account?" });
  await dialog.getByLabel(/to confirm$/).fill("bob@example.com");
  await dialog.getByRole("button", { name: "Delete account" }).click();
  await page.waitForURL(/\/login/);
  await logIn(page, "bob@example.com");
  await shows(page.getByRole("heading", { name: "bob@example.com is to be deleted" }));
  await lookAt(page, 1);
  await page.getByRole("button", { name: "Keep it" }).click();
  await shows(page.getByRole("heading", { name: "It stays" }));

  await follow(ada.page, "/admin/deletions");
  await shows(ada.page.getByRole("list", { name: "Deletions" }).getByText("cancelled").first());
  await ada.page.getByRole("button", { name: "Legal hold" }).click();
  await ada.page.getByLabel(/^Mail address/).fill("bob@example.com");
  await ada.page.getByLabel("Reason").fill("A court asked");
  await lookAt(ada.page, 0);
  await ada.page.getByRole("button", { name: "Hold", exact: true }).click();
  await shows(ada.page.getByRole("button", { name: "Release bob@example.com" }));
});

it("no page complained", () => {
  const meant = (line: string) => /status of 40[13]/.test(line);
  expect(ada.complaints.all.filter((line) => !meant(line))).toEqual([]);
});
