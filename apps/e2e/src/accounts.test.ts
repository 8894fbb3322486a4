import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { axeViolations, type Complaints, openWindow } from "./browser.ts";
import { openScene, type Scene, shows } from "./scene.ts";

const password = "correct horse battery";
let scene: Scene;
/** Browsers have passkeys for host names alone. */
let url: string;
let ada: { context: BrowserContext; page: Page; complaints: Complaints };

async function logIn(page: Page, email: string): Promise<void> {
  await page.goto("/login");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** A device that can make passkeys, and whose person always agrees. */
async function giveAuthenticator(page: Page): Promise<void> {
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
}

beforeAll(async () => {
  scene = await openScene({ env: { PATCHOPS_SIGNUP: "waitlist" } });
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
  await page.goto("/settings/password");
  await page.getByLabel("Name of a new passkey").fill("Laptop");
  await page.getByRole("button", { name: "Add passkey" }).click();
  await shows(page.getByRole("list", { name: "Passkeys" }));
  await page.getByRole("button", { name: "Rename Laptop" }).click();
  await page.getByLabel("New name of Laptop").fill("Old laptop");
  await page.getByRole("button", { name: "Save" }).click();
  await shows(page.getByRole("button", { name: "Remove Old laptop" }));
  expect(await axeViolations(page)).toEqual([]);

  // As if the sign-in were 10 minutes old: the first answer is the server's of then.
  const refusal = {
    code: "step_up_required",
    message: "Prove once more.",
    retryable: false,
    httpStatus: 403,
  };
  await page.route(
    "**/trpc/apiKey.create*",
    (route) =>
      route.fulfill({
        status: 403,
        json: [{ error: { code: -32003, message: refusal.message, data: refusal } }],
      }),
    { times: 1 },
  );
  await page.goto("/settings/keys?create=true");
  await page.getByLabel("Name").fill("Proved");
  await page.getByRole("button", { name: "Create key" }).click();
  await shows(page.getByRole("dialog", { name: "Is it you?" }));
  expect(await axeViolations(page)).toEqual([]);
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await shows(page.getByRole("dialog", { name: "Copy the key now" }));
  await page.getByRole("button", { name: "Done" }).click();

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
  expect(await axeViolations(page)).toEqual([]);
});

it("somebody is suspended, reads why, objects, and comes back", async () => {
  const { page: admin } = ada;
  const { page: bob } = await openWindow(scene.browser, url);
  await logIn(bob, "bob@example.com");
  await bob.waitForURL((address) => address.pathname === "/");
  await admin.goto("/admin/users");
  await admin.getByRole("button", { name: "Suspend bob@example.com" }).click();
  const dialog = admin.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("Mining on our machines");
  expect(await axeViolations(admin)).toEqual([]);
  await dialog.getByRole("button", { name: "Suspend" }).click();
  await shows(admin.getByText("Mining on our machines"));
  await dialog.waitFor({ state: "hidden" });
  expect(await axeViolations(admin)).toEqual([]);

  await bob.goto("/tools");
  await bob.waitForURL((address) => address.pathname === "/login");
  await logIn(bob, "bob@example.com");
  await shows(bob.getByRole("heading", { name: "This account is suspended" }));
  await shows(bob.getByText("Mining on our machines"));
  await bob.getByLabel("What speaks against it").fill("It was a load test.");
  expect(await axeViolations(bob)).toEqual([]);
  await bob.getByRole("button", { name: "Object" }).click();
  await shows(bob.getByText("An admin of this instance reads it."));

  await admin.goto("/admin/users?show=appealed");
  await shows(admin.getByText("It was a load test."));
  await admin.getByRole("button", { name: "Lift the suspension of bob@example.com" }).click();
  await shows(admin.getByText("No suspended person has written."));
  await logIn(bob, "bob@example.com");
  await bob.waitForURL((address) => address.pathname === "/");
});

it("somebody asks for an account, is invited from the waitlist, and makes one by the link", async () => {
  const { page: admin } = ada;
  const { page: eve } = await openWindow(scene.browser, url);
  await eve.goto("/login");
  await eve.getByRole("link", { name: "Join the waitlist" }).click();
  await shows(eve.getByRole("heading", { name: "Join the waitlist" }));
  await eve.getByLabel("Email").fill("eve@example.com");
  expect(await axeViolations(eve)).toEqual([]);
  await eve.getByRole("button", { name: "Join the waitlist" }).click();
  await shows(eve.getByText("A mail tells you when there is a place."));

  await admin.goto("/admin/waitlist");
  await admin.getByRole("list", { name: "Waitlist" }).getByText("eve@example.com").click();
  expect(await axeViolations(admin)).toEqual([]);
  await admin.getByRole("button", { name: "Invite 1" }).click();
  const dialog = admin.getByRole("dialog", { name: "1 invited" });
  await dialog.getByRole("button", { name: "Copy the link for eve@example.com" }).click();
  const link = await admin.evaluate(() => navigator.clipboard.readText());
  await dialog.getByRole("button", { name: "Done" }).click();

  // The link names the instance's own address.
  await eve.goto(link.replace("127.0.0.1", "localhost"));
  await eve.reload();
  expect(await eve.getByLabel("Email").inputValue()).toBe("eve@example.com");
  await shows(eve.getByText("With the account you accept the"));
  expect(await axeViolations(eve)).toEqual([]);
  await eve.getByLabel("Password", { exact: true }).fill(password);
  await eve.getByRole("button", { name: "Create account" }).click();
  await eve.waitForURL((address) => address.pathname === "/");
  // She took the terms; whose account the operator made is asked.
  expect(await eve.getByRole("region", { name: "Terms of use" }).count()).toBe(0);
  await admin.reload();
  await shows(admin.getByText("1 invited, of whom 1 joined (100 %)"));
  await admin.getByRole("button", { name: "I accept them" }).click();
  await admin.getByRole("region", { name: "Terms of use" }).waitFor({ state: "hidden" });
});

it("no page complained", () => {
  const meant = (line: string) => /status of 40[13]/.test(line);
  expect(ada.complaints.all.filter((line) => !meant(line))).toEqual([]);
});
