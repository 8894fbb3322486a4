import { type SmtpTestServer, startSmtpServer } from "@patchops/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { axeViolations, openWindow, sidewaysScroll } from "./browser.ts";
import { follow } from "./follow.ts";
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
  // The same is said to who signs up with an address that has an account.
  await shows(page.getByText("Look into your mail"));
  // The account is there once its mail is: the answer came before.
  const mail = await smtp.nextMailTo("ann@example.com");
  await page.goto("/login");
  await page.getByLabel("Email").fill("ann@example.com");
  await page.getByLabel("Password", { exact: true }).fill("correct horse battery");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => url.pathname === "/");
  await follow(page, "/settings/profile");
  await shows(page.getByText("not confirmed"));
  expect(await axeViolations(page)).toEqual([]);

  expect(mail.subject).toBe("Confirm your mail address");
  await page.goto(linkIn(mail.text));
  // A visit alone confirms nothing: scanners of mails visit links, too.
  await shows(page.getByRole("heading", { name: "Confirm your mail address" }));
  expect(await axeViolations(page)).toEqual([]);
  await page.getByRole("button", { name: "Confirm" }).click();
  await shows(page.getByText("ann@example.com is confirmed."));
  await page.getByRole("link", { name: "Go on to PatchOps" }).click();
  await follow(page, "/settings/profile");
  await shows(page.getByText("confirmed", { exact: true }));
});

it("who forgot their password chooses a new one by mail; every other device is signed out, the link is dead then", async () => {
  const { page, browser, instance } = scene;
  const other = await openWindow(browser, instance.url);
  const stranger = other.page;
  await stranger.goto("/login");
  await stranger.getByRole("link", { name: "Forgot your password?" }).click();
  // The page before has a field of the same name.
  await shows(stranger.getByRole("heading", { name: "Forgot your password?" }));
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
  await page.waitForURL((url) => url.pathname === "/login");
  expect((await smtp.nextMailTo("ann@example.com")).subject).toBe("Your password was changed");

  await stranger.goto("about:blank");
  await stranger.goto(link);
  await stranger.getByLabel("New password").fill("and another one");
  await stranger.getByRole("button", { name: "Change password" }).click();
  await shows(stranger.getByText("This link does not work"));
  await stranger.getByRole("link", { name: "Back to sign in" }).click();
  await shows(stranger.getByRole("heading", { name: "Sign in" }));
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
  await follow(page, "/settings/profile");
  for (const address of ["typo@example.com", "ops@example.com"]) {
    await page.getByRole("button", { name: "Change address" }).click();
    await page.getByLabel("New address").fill(address);
    await page.getByLabel("Password", { exact: true }).fill("correct horse battery");
    if (address.startsWith("typo")) expect(await axeViolations(page)).toEqual([]);
    await page.getByRole("button", { name: "Send the link" }).click();
    await shows(page.getByText(`${address} takes its place`));
  }
  // The bell hears of both while the page stands, and forgets them when they were seen.
  const bell = page.getByRole("button", { name: /^Notifications/ });
  await shows(page.getByRole("button", { name: "Notifications, 2 unread" }));
  await page.keyboard.press("n");
  const news = page.getByRole("list", { name: "Notifications" });
  await shows(news.getByText("Your mail address is about to change"));
  expect(await news.getByText("new", { exact: true }).count()).toBe(2);
  await expect.poll(() => bell.getAttribute("aria-label")).toBe("Notifications");
  await scene.shoot("bell");
  expect(await axeViolations(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await news.waitFor({ state: "hidden" });
  // On a telephone it stands above the page.
  await page.setViewportSize({ width: 390, height: 800 });
  await page.emulateMedia({ colorScheme: "dark" });
  await bell.click();
  await shows(news);
  await scene.shoot("bell narrow");
  expect(await axeViolations(page)).toEqual([]);
  expect(await sidewaysScroll(page)).toBe(0);
  await page.keyboard.press("Escape");
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1280, height: 800 });
  await bell.click();
  await news.getByRole("link", { name: "Your mail address is about to change" }).first().click();
  await page.waitForURL("**/settings/profile");
  await news.waitFor({ state: "hidden" });
  const notices = [
    await smtp.nextMailTo("operator@example.com"),
    await smtp.nextMailTo("operator@example.com"),
  ];
  expect(notices.map(({ text }) => /to use (\S+),/.exec(text)?.[1]).sort()).toEqual([
    "ops@example.com",
    "typo@example.com",
  ]);
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
  // The page whose login the new password ended was refused once.
  expect(scene.complaints.all.filter((line) => !line.includes("status of 401"))).toEqual([]);
  expect(scene.instance.output()).not.toMatch(/token=/);
});

it("people choose what they hear of; the organization's webhooks are set up beside it; the link in a mail turns it off", async () => {
  const { page, browser, instance } = scene;
  await follow(page, "/settings/notifications");
  const box = page.getByRole("checkbox", { name: "The month's usage reaches a threshold: mail" });
  await shows(box);
  const stored = page.waitForResponse((response) => /notification\.set\b/.test(response.url()));
  await box.click();
  expect((await stored).status()).toBe(200);
  await page.reload();
  await shows(
    page.locator(
      '[role="checkbox"][aria-checked="false"][aria-label="The month\'s usage reaches a threshold: mail"]',
    ),
  );
  await page.getByLabel("Address").fill("https://example.com/patchops");
  await page.getByRole("button", { name: "Add webhook" }).click();
  await shows(page.getByText("There is no secret yet that webhooks are signed with."));
  expect(await axeViolations(page)).toEqual([]);

  const other = await openWindow(browser, instance.url);
  await other.page.goto("/unsubscribe?token=0193a000-0000-7000-8000-000000000001.quota.x");
  await other.page.getByRole("button", { name: "Stop these mails" }).click();
  await shows(other.page.getByText("This link does not work."));
  expect(await axeViolations(other.page)).toEqual([]);
  await other.context.close();
  const oneClick = await fetch(`${instance.url}/unsubscribe?token=x`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "List-Unsubscribe=One-Click",
  });
  expect(oneClick.status).toBe(404);
});
