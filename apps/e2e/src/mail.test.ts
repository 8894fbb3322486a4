import { type SmtpTestServer, startSmtpServer } from "@patchops/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { axeViolations, openWindow } from "./browser.ts";
import { openScene, type Scene, shows } from "./scene.ts";

let smtp: SmtpTestServer;
let scene: Scene;

beforeAll(async () => {
  smtp = await startSmtpServer();
  scene = await openScene({
    env: {
      SMTP_URL: smtp.url,
      MAIL_FROM: "PatchOps <patchops@example.com>",
      PATCHOPS_REQUIRE_VERIFIED_EMAIL: "1",
    },
  });
});
afterAll(async () => {
  await scene?.close();
  await smtp?.close();
});

const linkIn = (text: string) => /https?:\/\/\S+#token=\w+/.exec(text)?.[0] ?? "no link";

it("somebody signs up, confirms their address by the mailed link, and may run programs from then on", async () => {
  const { page, instance } = scene;
  await instance.setUp("operator@example.com");
  await page.goto("/signup");
  await page.getByLabel("Email").fill("ann@example.com");
  await page.getByLabel("Password", { exact: true }).fill("correct horse battery");
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL((url) => url.pathname === "/");
  await page.goto("/settings/profile");
  await shows(page.getByText("not confirmed"));
  expect(await axeViolations(page)).toEqual([]);

  const mail = await smtp.nextMailTo("ann@example.com");
  expect(mail.subject).toBe("Confirm your mail address");
  await page.goto(linkIn(mail.text));
  // A visit alone confirms nothing: scanners of mails visit links, too.
  await shows(page.getByRole("heading", { name: "Confirm your mail address" }));
  expect(await axeViolations(page)).toEqual([]);
  await page.getByRole("button", { name: "Confirm" }).click();
  await shows(page.getByText("ann@example.com is confirmed."));
  await page.getByRole("link", { name: "Go on to PatchOps" }).click();
  await page.goto("/settings/profile");
  await shows(page.getByText("confirmed", { exact: true }));
});

it("who forgot their password chooses a new one by mail; every other device is signed out, the link is dead then", async () => {
  const { page, browser, instance } = scene;
  const other = await openWindow(browser, instance.url);
  const stranger = other.page;
  await stranger.goto("/login");
  await stranger.getByRole("link", { name: "Forgot your password?" }).click();
  await stranger.getByLabel("Email").fill("ann@example.com");
  expect(await axeViolations(stranger)).toEqual([]);
  await stranger.getByRole("button", { name: "Mail me a link" }).click();
  await shows(stranger.getByText("a link to choose a new password is on its way"));

  const mail = await smtp.nextMailTo("ann@example.com");
  const link = linkIn(mail.text);
  await stranger.goto(link);
  await stranger.getByLabel("New password").fill("a whole new password");
  expect(await axeViolations(stranger)).toEqual([]);
  await stranger.getByRole("button", { name: "Change password" }).click();
  await shows(stranger.getByText("All your devices are signed out."));
  await page.goto("/settings/profile");
  await page.waitForURL((url) => url.pathname === "/login");
  expect((await smtp.nextMailTo("ann@example.com")).subject).toBe("Your password was changed");

  await stranger.goto("about:blank");
  await stranger.goto(link);
  await stranger.getByLabel("New password").fill("and another one");
  await stranger.getByRole("button", { name: "Change password" }).click();
  await shows(stranger.getByText("This link does not work"));
  await stranger.getByRole("link", { name: "Back to sign in" }).click();
  await stranger.getByLabel("Email").fill("ann@example.com");
  await stranger.getByLabel("Password", { exact: true }).fill("a whole new password");
  await stranger.getByRole("button", { name: "Sign in", exact: true }).click();
  await stranger.waitForURL((url) => url.pathname === "/");
  await other.context.close();
});

it("a changed address is confirmed at the new one and told to the old one; the operator sees what came back", async () => {
  const { page } = scene;
  smtp.behavior = {
    refuseRecipient: (address) => (address === "typo@example.com" ? "550 5.1.1 No such user" : null),
  };
  await page.goto("/login");
  await page.getByLabel("Email").fill("operator@example.com");
  await page.getByLabel("Password", { exact: true }).fill("correct horse battery");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL((url) => url.pathname === "/");
  await page.goto("/settings/profile");
  for (const address of ["typo@example.com", "ops@example.com"]) {
    await page.getByRole("button", { name: "Change address" }).click();
    await page.getByLabel("New address").fill(address);
    await page.getByLabel("Password", { exact: true }).fill("correct horse battery");
    if (address.startsWith("typo")) expect(await axeViolations(page)).toEqual([]);
    await page.getByRole("button", { name: "Send the link" }).click();
    await shows(page.getByText(`${address} takes its place`));
  }
  expect((await smtp.nextMailTo("operator@example.com")).text).toContain("typo@example.com");
  await page.goto(linkIn((await smtp.nextMailTo("ops@example.com")).text));
  await page.getByRole("button", { name: "Confirm" }).click();
  await shows(page.getByText("Your account now uses ops@example.com."));

  await page.goto("/admin/outbox");
  await shows(page.getByRole("heading", { name: "Nothing more is sent to" }));
  await shows(page.getByText("Came back"));
  expect(await axeViolations(page)).toEqual([]);
  await page.getByRole("button", { name: "Send again to typo@example.com" }).click();
  await page.getByRole("heading", { name: "Nothing more is sent to" }).waitFor({ state: "hidden" });
  await page.getByRole("row").filter({ hasText: "ops@example.com" }).getByRole("link").first().click();
  await shows(page.getByRole("heading", { name: "Confirm the new address" }));
  expect(await axeViolations(page)).toEqual([]);
  expect(scene.complaints.all).toEqual([]);
  expect(scene.instance.output()).not.toMatch(/token=/);
});
