import { type LoginStandIn, standInApp, startLoginStandIn } from "@patchops/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { axeViolations, openWindow } from "./browser.ts";
import { follow } from "./follow.ts";
import { lookAt } from "./look-at.ts";
import { openScene, type Scene, shows } from "./scene.ts";

let gitHub: LoginStandIn;
let google: LoginStandIn;
let scene: Scene;

beforeAll(async () => {
  [gitHub, google] = await Promise.all([startLoginStandIn("github"), startLoginStandIn("google")]);
  scene = await openScene({
    env: {
      GITHUB_CLIENT_ID: standInApp.clientId,
      GITHUB_CLIENT_SECRET: standInApp.clientSecret,
      GITHUB_BASE_URL: gitHub.url,
      GOOGLE_CLIENT_ID: standInApp.clientId,
      GOOGLE_CLIENT_SECRET: standInApp.clientSecret,
      GOOGLE_ISSUER: google.url,
    },
  });
});
afterAll(async () => {
  await scene?.close();
  await Promise.all([gitHub?.close(), google?.close()]);
});

/** What pages complained of, without the way to the stand-ins, which is meant. */
const complaints = () =>
  scene.complaints.all.filter((line) => !line.includes(gitHub.url) && !line.includes(google.url));

it("somebody who has an account links GitHub with their password, once, and then signs in by a click", async () => {
  const { page, instance } = scene;
  await instance.setUp("ada@example.com");
  await page.goto("/login?next=%2Ftools");
  await shows(page.getByRole("button", { name: "Continue with Google" }));
  expect(await axeViolations(page)).toEqual([]);
  await page.getByRole("button", { name: "Continue with GitHub" }).click();
  await page.getByRole("link", { name: "Cancel" }).click();
  await shows(page.getByText("You did not agree at the provider."));
  await page.getByRole("button", { name: "Continue with GitHub" }).click();
  await page.getByRole("link", { name: "Authorize" }).click();
  await shows(page.getByRole("heading", { name: "Link GitHub" }));
  expect(await axeViolations(page)).toEqual([]);
  await scene.shoot("link GitHub");
  await page.getByLabel("Password of ada@example.com").fill("wrong password");
  await page.getByRole("button", { name: "Link GitHub and sign in" }).click();
  await shows(page.getByText("The mail address or the password is wrong."));
  await page.getByLabel("Password of ada@example.com").fill("correct horse battery");
  await page.getByRole("button", { name: "Link GitHub and sign in" }).click();
  // Where the person wanted to go outlives what went wrong on the way.
  await page.waitForURL((url) => url.pathname === "/tools");

  // Another browser, the second time: no password any more.
  const { context, page: other } = await openWindow(scene.browser, instance.url);
  await other.goto("/login?next=%2Ftools");
  await other.getByRole("button", { name: "Continue with GitHub" }).click();
  await other.getByRole("link", { name: "Authorize" }).click();
  await other.waitForURL((url) => url.pathname === "/tools");
  await context.close();
  expect(complaints().filter((line) => !line.includes("401"))).toEqual([]);
});

it("linked logins stand in the profile: another is linked, one is unlinked", async () => {
  const { page } = scene;
  await follow(page, "/settings/profile");
  await shows(page.getByRole("heading", { name: "Linked logins" }));
  await page.getByRole("button", { name: "Link Google" }).click();
  await page.getByRole("link", { name: "Authorize" }).click();
  await page.waitForURL((url) => url.pathname === "/settings/profile");
  await shows(page.getByRole("button", { name: "Unlink Google" }));
  expect(await axeViolations(page)).toEqual([]);
  await scene.shoot("linked logins");
  await page.getByRole("button", { name: "Unlink GitHub" }).click();
  await shows(page.getByRole("button", { name: "Link GitHub" }));
});

it("somebody new signs up by Google, whose account has that one way in", async () => {
  google.user = { id: 8, login: "bob", name: "Bob", email: "bob@example.com", isVerified: true };
  const { context, page } = await openWindow(scene.browser, scene.instance.url);
  await page.goto("/signup");
  await page.getByRole("button", { name: "Continue with Google" }).click();
  await page.getByRole("link", { name: "Authorize" }).click();
  await page.waitForURL((url) => url.pathname === "/");
  await follow(page, "/settings/profile");
  await shows(page.getByText("bob@example.com"));
  await shows(page.getByText("It is the only way into this account"));
  expect(await page.getByRole("button", { name: "Unlink Google" }).isDisabled()).toBe(true);
  await context.close();
  expect(scene.instance.output()).not.toContain(standInApp.clientSecret);
});

it("an owner sets up the organization's own login and proves its domain; a person of it comes in by their address alone", async () => {
  const { page, browser, instance } = scene;
  await follow(page, "/settings/sso");
  await page.getByLabel("Add a domain").fill("corp.example");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await shows(page.getByText("not verified"));
  await shows(page.getByText(/^TXT record/));
  // The instance's operator vouches; others prove it by the record.
  await page.getByRole("button", { name: "Verify corp.example" }).click();
  await shows(page.getByText("verified", { exact: true }));
  await page.getByLabel("Issuer").fill(google.url);
  await page.getByLabel("Client id").fill(standInApp.clientId);
  await page.getByRole("textbox", { name: "Client secret" }).fill(standInApp.clientSecret);
  await page.getByRole("button", { name: "Save" }).click();
  await shows(page.getByText("Single sign-on saved"));
  await page.getByRole("button", { name: "Create a token" }).click();
  const making = page.getByRole("dialog", { name: "Create a token for your directory" });
  await making.getByLabel("Name").fill("Okta");
  await making.getByRole("button", { name: "Create token" }).click();
  const made = page.getByRole("dialog", { name: "Copy the token now" });
  const token = await made.getByLabel("Okta").inputValue();
  await made.getByRole("button", { name: "Done" }).click();
  // The directory comes, and is refused an address of no domain of theirs.
  const provision = async (userName: string) => {
    const answer = await fetch(`${instance.url}/scim/v2/Users`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/scim+json" },
      body: JSON.stringify({ schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"], userName }),
    });
    return answer.status;
  };
  expect([await provision("dee@corp.example"), await provision("dee@elsewhere.example")]).toEqual([201, 400]);
  await page.reload();
  await shows(page.getByRole("list", { name: "SCIM tokens" }).getByText(/used .* from/));
  await shows(page.getByText("1 person", { exact: true }));
  await shows(page.getByText("dee@elsewhere.example"));
  await lookAt(page, 0);
  await scene.shoot("single sign-on");
  await page.getByRole("button", { name: "Revoke Okta" }).click();
  await page.getByRole("button", { name: "Revoke token" }).click();
  await page.getByRole("button", { name: "Revoke Okta", includeHidden: true }).waitFor({ state: "detached" });
  expect(await provision("eli@corp.example")).toBe(401);
  expect(instance.output()).not.toContain(token);

  const { context, page: cho, complaints: own } = await openWindow(browser, instance.url);
  const enter = async (email: string) => {
    google.user = { id: 9, login: "cho", name: "Cho", email, isVerified: true };
    await cho.goto("/login?next=%2Fsettings%2Fmembers");
    await cho.getByRole("button", { name: "Single sign-on" }).click();
    await cho.getByLabel("Your work address").fill("cho@corp.example");
    await cho.getByRole("button", { name: "Continue with single sign-on" }).click();
    await cho.getByRole("link", { name: "Authorize" }).click();
  };
  await enter("cho@elsewhere.example");
  await shows(cho.getByText("a mail address that is of none of its domains"));
  await lookAt(cho, 1);
  await enter("cho@corp.example");
  await cho.waitForURL((url) => url.pathname === "/settings/members");
  const people = cho.getByRole("list", { name: "Members" }).getByRole("listitem");
  await shows(people.filter({ hasText: "ada@example.com" }));
  await shows(people.filter({ hasText: "cho@corp.example" }).getByText("Member", { exact: true }));
  expect(own.all.filter((line) => !line.includes(google.url))).toEqual([]);
  await context.close();
  expect(instance.output()).not.toContain(standInApp.clientSecret);
});
