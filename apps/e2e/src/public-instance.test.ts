import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type SmtpTestServer, startSmtpServer } from "@patchops/testing";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Complaints, openWindow } from "./browser.ts";
import { endGrace } from "./end-grace.ts";
import { follow } from "./follow.ts";
import { logIn } from "./log-in.ts";
import { lookAt } from "./look-at.ts";
import { openScene, type Scene, shows } from "./scene.ts";

const password = "correct horse battery";
let smtp: SmtpTestServer;
let scene: Scene;
let ownerKey: string;
let backups: string;
/** Somebody who was invited from the waitlist, at a browser of her own. */
let mia: { context: BrowserContext; page: Page; complaints: Complaints };

beforeAll(async () => {
  smtp = await startSmtpServer();
  backups = await mkdtemp(join(tmpdir(), "patchops backups "));
  scene = await openScene({
    env: {
      PATCHOPS_WEBSITE: "1",
      PATCHOPS_OPERATOR: "Acme Ltd",
      PATCHOPS_REGION: "Frankfurt",
      SUPPORT_EMAIL: "help@acme.example",
      PATCHOPS_DEFAULT_PLAN: "free",
      PATCHOPS_SIGNUP: "waitlist",
      PATCHOPS_BACKUP_DIR: backups,
      SMTP_URL: smtp.url,
      MAIL_FROM: "PatchOps <patchops@acme.example>",
    },
  });
  ({ apiKey: ownerKey } = await scene.instance.setUp());
  mia = await openWindow(scene.browser, scene.instance.url);
});
afterAll(async () => {
  await scene?.close();
  await smtp?.close();
  await rm(backups, { recursive: true, force: true });
});

/** The next mail to Mia with this subject; those before it are about something else. */
async function mailTo(subject: RegExp): Promise<{ text: string; link: string }> {
  for (;;) {
    const mail = await smtp.nextMailTo("mia@example.com");
    if (!subject.test(mail.subject)) continue;
    return { text: mail.text, link: /https?:\/\/\S+/.exec(mail.text)?.[0] ?? "no link" };
  }
}

async function signIn(page: Page, email: string): Promise<void> {
  await page.goto("/login");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

describe("a stranger", () => {
  it("finds prices, contact and legal pages from the front page, none has a flaw, and no cookie is left", async () => {
    const { page, context, shoot } = scene;
    await page.goto("/");
    await page.getByRole("heading", { level: 1, name: "One endpoint for every MCP server" }).waitFor();
    await lookAt(page, 0);
    const names = ["Pricing", "Status", "Contact", "Privacy", "Terms", "Security", "Subprocessors"];
    const said: Record<string, string> = {};
    for (const [place, name] of names.entries()) {
      await page.getByRole("contentinfo").getByRole("link", { name }).click();
      await page.getByRole("contentinfo").locator('a[aria-current="page"]', { hasText: name }).waitFor();
      said[name] = (await page.getByRole("main").textContent()) ?? "";
      await lookAt(page, place + 1);
      await shoot(`site-${name}`);
    }
    // Free as its row says, and nobody pays here.
    expect(said.Pricing).toMatch(/Free[\s\S]*1,000 calls a month/);
    expect(said.Pricing).not.toContain("Pro");
    for (const name of ["Privacy", "Terms", "Security", "Subprocessors"]) {
      expect(said[name], name).toMatch(/Acme Ltd[\s\S]*help@acme\.example[\s\S]*in Frankfurt/);
    }
    expect(said.Subprocessors).toContain("Mail server (127.0.0.1)");
    expect(said.Subprocessors).not.toMatch(/Stripe|GitHub|Google|collector/);
    expect(await context.cookies()).toEqual([]);
  });

  it("without JavaScript reads all of it, and writes", async () => {
    const context = await scene.browser.newContext({ baseURL: scene.instance.url, javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto("/");
    await shows(page.getByRole("heading", { level: 1, name: "One endpoint for every MCP server" }));
    await page.getByRole("contentinfo").getByRole("link", { name: "Contact" }).click();
    await page.getByLabel("Your mail address").fill("eve@example.com");
    await page.getByLabel("In a few words").fill("Is there a plan for schools?");
    await page.getByLabel("Message", { exact: true }).fill("We are forty people.");
    await page.getByRole("button", { name: "Send" }).click();
    await shows(page.getByText("Thank you."));
    await context.close();
  });

  it("asks for an account, sees their place, is invited with others, and makes one by the mailed link", async () => {
    const { page: admin } = scene;
    const { page } = mia;
    const ask = async (email: string) => {
      await page.goto("/");
      await page.getByRole("banner").getByRole("link", { name: "Join the waitlist" }).click();
      await shows(page.getByRole("heading", { name: "Join the waitlist" }));
      await page.getByLabel("Email").fill(email);
      await page.getByRole("button", { name: "Join the waitlist" }).click();
      await shows(page.getByText("A mail tells you when there is a place."));
    };
    for (const email of ["zoe@example.com", "mia@example.com"]) await ask(email);
    // Who waits no more takes themselves off, and asks again.
    await page.goto((await mailTo(/on the waitlist/)).link);
    await page.getByRole("button", { name: "Take me off the list" }).click();
    await shows(page.getByText("You are off the list"));
    await ask("mia@example.com");
    await page.goto((await mailTo(/on the waitlist/)).link);
    await shows(page.getByText("You are number 2 of 2 who wait."));
    await lookAt(page, 1);

    await logIn(admin);
    await follow(admin, "/admin/waitlist");
    await admin.getByRole("checkbox", { name: "Choose all that are shown" }).click();
    await lookAt(admin, 2);
    await admin.getByRole("button", { name: "Invite 2" }).click();
    const dialog = admin.getByRole("dialog", { name: "2 invited" });
    await shows(dialog.getByRole("button", { name: "Copy the link for zoe@example.com" }));
    await dialog.getByRole("button", { name: "Done" }).click();

    await page.reload();
    await shows(page.getByText("There is a place for you"));
    await page.goto((await mailTo(/Your place/)).link);
    await expect.poll(() => page.getByLabel("Email").inputValue()).toBe("mia@example.com");
    await shows(page.getByText("With the account you accept the"));
    await lookAt(page, 3);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Create account" }).click();
    await page.waitForURL((address) => address.pathname === "/");
    // She took the terms.
    await shows(page.getByRole("heading", { name: "Get set up" }));
    expect(await page.getByRole("region", { name: "Terms of use" }).count()).toBe(0);
    await page.goto((await mailTo(/^Confirm your mail address/)).link);
    await page.getByRole("button", { name: "Confirm" }).click();
    await shows(page.getByText("mia@example.com is confirmed."));
    await page.goto("/");
    await shows(page.getByRole("heading", { name: "Get set up" }));
    await admin.reload();
    await shows(admin.getByText("2 invited, of whom 1 joined (50 %)"));
    // Whose account the operator made is asked.
    await admin.getByRole("button", { name: "I accept them" }).click();
    await admin.getByRole("region", { name: "Terms of use" }).waitFor({ state: "hidden" });
  });
});

describe("support", () => {
  it("takes what a member writes; the answer comes by mail and in the dashboard, and the last word is told as well", async () => {
    const { page: admin, shoot } = scene;
    const { page } = mia;
    await follow(page, "/support");
    await page.getByLabel("In a few words").fill("Linear is slow");
    await page.getByLabel("Message", { exact: true }).fill("Since noon.");
    await page.getByRole("checkbox", { name: "Send failed calls along" }).click();
    await shows(page.getByText("No call of yours has failed here."));
    await lookAt(page, 1);
    await page.getByRole("button", { name: "Send" }).click();
    await shows(page.getByRole("heading", { level: 1, name: "Linear is slow" }));

    await follow(admin, "/admin/support");
    await shows(admin.getByText("2 wait for an answer."));
    await shows(admin.getByText("eve@example.com"));
    await lookAt(admin, 2);
    await admin.getByRole("link", { name: "Linear is slow" }).click();
    await admin.getByRole("textbox", { name: "Answer" }).fill("Its server is. See Connections.");
    await lookAt(admin, 3);
    await shoot("support-inbox");
    await admin.getByRole("button", { name: "Send the answer" }).click();
    await shows(admin.getByRole("list", { name: "Messages" }).getByText("Its server is."));
    expect((await mailTo(/Linear is slow/)).text).toContain("Its server is. See Connections.");

    // Read anew: what was read seconds ago is shown again.
    await page.goto("/support");
    await shows(page.getByRole("list", { name: "What you wrote" }).getByText("Answered"));
    await page.getByRole("link", { name: "Linear is slow" }).click();
    await shows(page.getByText("Its server is. See Connections."));
    await lookAt(page, 0);
    await page.getByLabel("Write further").fill("So it is.");
    await page.getByRole("button", { name: "Send" }).click();
    await shows(page.getByText("So it is."));
    await admin.reload();
    await shows(admin.getByRole("list", { name: "Messages" }).getByText("So it is."));
    await admin.getByRole("button", { name: "Close it" }).click();
    await shows(admin.getByRole("button", { name: "Open it again" }));
    await page.reload();
    await shows(page.getByText("Closed", { exact: true }));
  });

  it("has who asks for their data confirm it by mail, begins it for them alone, and shows how far it is", async () => {
    const { page: admin } = scene;
    const { page } = mia;
    await page.goto("/contact");
    await page.getByLabel("Your mail address").fill("mia@example.com");
    await page.getByLabel("In a few words").fill("A copy of my data");
    await page.getByLabel("Message", { exact: true }).fill("All that you have of me.");
    await page.getByRole("button", { name: "Send" }).click();
    await shows(page.getByText("Thank you."));

    await admin.goto("/admin/support");
    await admin.getByRole("link", { name: "A copy of my data" }).click();
    const asker = admin.getByRole("region", { name: "Who asks" });
    await shows(asker.getByText("Not verified."));
    await shows(asker.getByText("The account mia@example.com"));
    const begin = asker.getByRole("button", { name: "Export for them" });
    expect(await begin.getAttribute("aria-disabled")).toBe("true");
    await lookAt(admin, 0);
    await asker.getByRole("button", { name: "Ask them by mail" }).click();
    await page.goto((await mailTo(/^Was it you/)).link);
    await shows(page.getByText("All that you have of me."));
    await lookAt(page, 3);
    await page.getByRole("button", { name: "Yes, I wrote it" }).click();
    await shows(page.getByRole("heading", { name: "Thank you" }));

    await admin.reload();
    await shows(asker.getByText("Verified."));
    await begin.click();
    await shows(asker.getByRole("listitem").filter({ hasText: /Export of the account.*ready/ }));
    await page.goto("/settings/export");
    await page.getByRole("button", { name: "Delete Your data" }).click();
    await shows(page.getByText("· cancelled"));
  });
});

describe("the status page", () => {
  it("tells of an incident beside the parts of the instance, to strangers too, and keeps it once it is over", async () => {
    const { page: admin, browser, instance, shoot } = scene;
    await follow(admin, "/admin/status");
    await admin.getByLabel("In a few words").fill("Calls are slow");
    await admin.getByLabel("What people should know").fill("We look at it.");
    await admin.getByRole("button", { name: "Show it at /status" }).click();
    const incident = admin.getByRole("article").filter({ hasText: "Calls are slow" });
    await shows(incident);
    await lookAt(admin, 3);
    const { page: stranger, context, complaints } = await openWindow(browser, instance.url);
    await stranger.goto("/status");
    await shows(stranger.getByRole("heading", { name: "Calls are slow investigating" }));
    await shows(stranger.getByRole("img", { name: "Programs, the last 90 days" }));
    await lookAt(stranger, 2);
    await shoot("status");

    await incident.getByText("Resolved", { exact: true }).click();
    await incident.getByLabel("What is new").fill("A disk was full.");
    await incident.getByRole("button", { name: "Add the note" }).click();
    await shows(incident.getByRole("list", { name: "Notes" }).getByText("A disk was full."));
    await stranger.reload();
    expect(await stranger.locator(".incident").textContent()).toMatch(
      /Calls are slow[\s\S]*resolved[\s\S]*A disk was full\.[\s\S]*We look at it\./,
    );
    expect(complaints.all).toEqual([]);
    await context.close();
  });
});

it("an admin makes a backup, runs a job, has new keys sign and changes the master key, each page without a flaw", async () => {
  const { page, shoot, instance } = scene;
  await follow(page, "/admin/backups");
  await page.getByRole("button", { name: "Back up now" }).click();
  await shows(page.getByText("Whole"));
  await lookAt(page, 1);
  await shoot("admin-backups");

  await follow(page, "/admin/jobs");
  await page.getByRole("button", { name: "Run now: Drop what is older than it is kept" }).click();
  await shows(page.getByText("“Drop what is older than it is kept” runs now"));
  await lookAt(page, 2);
  await shoot("admin-jobs");

  await follow(page, "/admin/keys");
  await page.getByRole("button", { name: "Sign with new keys" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Type sign to confirm").fill("sign");
  await dialog.getByRole("button", { name: "Sign with new keys" }).click();
  await shows(page.getByText(/^new key signs from/).first());
  await page.getByRole("button", { name: "Change the master key" }).click();
  await dialog.getByRole("checkbox", { name: /No other node/ }).click();
  await dialog.getByLabel("Type change to confirm").fill("change");
  await shoot("admin-keys-asked");
  await dialog.getByRole("button", { name: "Change the master key" }).click();
  await shows(page.getByText("The new key is in use."));
  await lookAt(page, 3);
  await shoot("admin-keys");
  // From the id in an error to what the log says of it.
  const unknown = encodeURIComponent(JSON.stringify({ id: "01890000-0000-7000-8000-000000000000" }));
  const refused = await page.request.get(`${instance.url}/trpc/activity.get?input=${unknown}`);
  const requestId = (await refused.json()).error.data.requestId as string;
  await follow(page, "/admin/logs");
  await page.getByLabel("Request id").fill(requestId);
  await page.getByRole("button", { name: "Find" }).click();
  await shows(page.getByRole("figure").getByText(requestId));
  expect(new URL(page.url()).searchParams.get("request")).toBe(requestId);
  await lookAt(page, 1);
  await shoot("admin-logs");
  // What a change of the allow-list would let through stands there before it is made.
  await follow(page, "/admin/network");
  await page.getByLabel("Host and port").fill("10.9.8.7:8080");
  await shows(page.getByText("No connection that is there would be let through by it."));
  await page.getByRole("button", { name: "Allow", exact: true }).click();
  await page.getByRole("button", { name: "Remove 10.9.8.7:8080" }).click();
  await shows(dialog.or(page.getByRole("alertdialog")).getByText(/would be refused by it/));
  await page.getByRole("button", { name: "Remove from the list" }).click();
  await page.getByText("10.9.8.7:8080 is refused again").waitFor();

  // A receiver that wants no more at first, then takes it.
  let answer = 410;
  const receiver = createServer((_, response) => void response.writeHead(answer).end()).listen(
    0,
    "127.0.0.1",
  );
  await once(receiver, "listening");
  const address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  for (const act of [["rotate-secret"], ["add", address, "--kinds", "quota"], ["test", address]]) {
    expect((await instance.cli(["webhooks", ...act], { apiKey: ownerKey })).code).toBe(0);
  }
  const deliveries = ["webhooks", "deliveries", address, "--json"];
  await expect
    .poll(async () => (await instance.cli(deliveries, { apiKey: ownerKey })).stdout)
    .toContain('"failed"');
  await follow(page, "/admin/webhooks?source=event");
  const failed = page.getByRole("list", { name: "Failed webhooks" });
  await shows(failed.getByText("It answered 410."));
  await lookAt(page, 0);
  await shoot("admin-webhooks");
  answer = 204;
  await page.getByRole("button", { name: /^Replay test, / }).click();
  await shows(page.getByText("None failed."));
  receiver.close();
  // No page, answer or log says a key.
  const key = (await readFile(join(instance.dataDir, "master.key"), "utf8")).trim();
  expect(await page.content()).not.toContain(key);
  expect(instance.output()).not.toContain(key);
});

describe("what an organization has", () => {
  it("is exported by its owner, with a link that is dead for everybody else", async () => {
    const { page } = mia;
    await follow(page, "/settings/export");
    await page.getByRole("button", { name: "Export the organization" }).click();
    await shows(page.getByText("· ready"));
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: /^Download / }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^patchops-organization-.*\.zip$/);
    const path = new URL(download.url()).pathname;
    const asked = async (who: BrowserContext) => (await who.request.get(path, { maxRedirects: 0 })).status();
    expect(await asked(mia.context)).toBe(200);
    expect(await asked(scene.context)).toBe(404);
    const withKey = await fetch(`${scene.instance.url}${path}`, {
      headers: { authorization: `Bearer ${ownerKey}` },
    });
    expect(withKey.status).toBe(404);
    expect((await fetch(`${scene.instance.url}${path}`)).status).toBe(401);
  });

  it("goes with it: at once nothing works, whoever owned it is told on every page, and keeps it", async () => {
    const { page } = mia;
    const name = "mia";
    const remove = async () => {
      await follow(page, "/settings/organization");
      await page.getByRole("button", { name: `Delete ${name}` }).click();
      const dialog = page.getByRole("dialog", { name: `Delete ${name}?` });
      const act = dialog.getByRole("button", { name: "Delete organization" });
      await dialog.getByLabel(/to confirm$/).fill("Mia");
      expect(await act.isDisabled()).toBe(true);
      await dialog.getByLabel(/to confirm$/).fill(name);
      await act.click();
      await page.waitForURL(/\/login/);
      await signIn(page, "mia@example.com");
    };
    await remove();
    const banner = page.getByRole("region", { name: `Deletion of ${name}` });
    await shows(banner);
    await follow(page, "/usage");
    await shows(banner);
    await lookAt(page, 1);
    await banner.getByRole("button", { name: `Keep ${name}` }).click();
    await banner.waitFor({ state: "hidden" });
    await mailTo(/^mia is deleted on/);
    await mailTo(/^mia stays$/);
  });
});

describe("what has access", () => {
  it("stands on one page with how long each kind is kept, and each is ended there", async () => {
    const { page } = mia;
    const other = await openWindow(scene.browser, scene.instance.url);
    await signIn(other.page, "mia@example.com");
    await other.page.waitForURL((address) => address.pathname === "/");
    await follow(page, "/settings/keys?create=true");
    await page.getByLabel("Name").fill("Laptop");
    await page.getByRole("button", { name: "Create key" }).click();
    await page.getByRole("button", { name: "Done" }).click();

    await follow(page, "/settings/privacy");
    await shows(page.getByRole("row", { name: "Audit log 800 days this instance" }));
    await shows(page.getByRole("row", { name: /^Calls and clients' sessions 62 days your plan/ }));
    await page.getByRole("button", { name: "Revoke Laptop" }).click();
    await page
      .getByRole("alertdialog")
      .or(page.getByRole("dialog"))
      .getByRole("button", { name: "Revoke" })
      .click();
    await shows(page.getByText("No key works."));
    await page
      .getByRole("button", { name: /^Sign out / })
      .first()
      .click();
    await page
      .getByRole("alertdialog")
      .or(page.getByRole("dialog"))
      .getByRole("button", { name: "Sign out" })
      .click();
    await shows(page.getByText("You are signed in here alone."));
    await other.page.waitForURL(/\/login/);
    await other.context.close();
    const quota = page.getByRole("switch", { name: "The month's usage reaches a threshold" });
    await quota.click();
    await expect.poll(() => quota.getAttribute("aria-checked")).toBe("false");
    await page.reload();
    await shows(quota);
    expect(await quota.getAttribute("aria-checked")).toBe("false");
    await lookAt(page, 2);
  });
});

it("an account is deleted for good: its page says what went and what stays, and nothing lets in any more", async () => {
  const { page } = mia;
  await follow(page, "/settings/privacy");
  await page.getByRole("button", { name: "Delete account" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete your account?" });
  await dialog.getByLabel(/to confirm$/).fill("mia@example.com");
  await dialog.getByRole("button", { name: "Delete account" }).click();
  await page.waitForURL(/\/login/);
  await page.goto((await mailTo(/^Your account is deleted on/)).link);
  await shows(page.getByRole("heading", { name: "mia@example.com is to be deleted" }));
  await endGrace(scene.instance);
  const { link } = await mailTo(/^Your account is deleted$/);
  await page.goto("about:blank");
  await page.goto(link);
  await shows(page.getByRole("heading", { name: "It is deleted" }));
  await shows(page.getByRole("region", { name: "Organization 1 of 2" }).getByText(/rows deleted, of/));
  await shows(page.getByRole("region", { name: "The account" }).getByText("audit entries."));
  await lookAt(page, 0);
  await signIn(page, "mia@example.com");
  await shows(page.getByRole("alert"));
});

it("no page complained, and cookies were for signing in alone", async () => {
  const refused = (line: string) => /status of 40[13]/.test(line);
  expect(scene.complaints.all).toEqual([]);
  expect(mia.complaints.all.filter((line) => !refused(line))).toEqual([]);
  for (const { name, httpOnly, sameSite } of await scene.context.cookies()) {
    expect([name, httpOnly, sameSite]).toEqual([expect.stringMatching(/^patchops(_device)?$/), true, "Lax"]);
  }
});
