import { afterAll, beforeAll, expect, it } from "vitest";
import { logIn } from "./log-in.ts";
import { lookAt } from "./look-at.ts";
import { openScene, type Scene, shows } from "./scene.ts";

let scene: Scene;

beforeAll(async () => {
  scene = await openScene({
    env: {
      PATCHOPS_WEBSITE: "1",
      PATCHOPS_OPERATOR: "Acme Ltd",
      PATCHOPS_REGION: "Frankfurt",
      SUPPORT_EMAIL: "help@acme.example",
      PATCHOPS_DEFAULT_PLAN: "free",
    },
  });
});
afterAll(() => scene.close());

it("a stranger finds prices, contact and legal pages from the front page, and none has a flaw", async () => {
  const { page, shoot } = scene;
  await page.goto("/");
  await page.getByRole("heading", { level: 1, name: "One endpoint for every MCP server" }).waitFor();
  await lookAt(page, 0);
  const names = ["Pricing", "Status", "Contact", "Privacy", "Terms", "Security", "Subprocessors"];
  for (const [place, name] of names.entries()) {
    await page.getByRole("contentinfo").getByRole("link", { name }).click();
    await page.getByRole("contentinfo").locator('a[aria-current="page"]', { hasText: name }).waitFor();
    await lookAt(page, place + 1);
    await shoot(`site-${name}`);
  }
  await page.getByRole("link", { name: "Create account" }).click();
  await page.getByRole("heading", { name: "Create your account" }).waitFor();
});

it("a stranger writes by the contact page, a member at Support; the admin answers, and the member finds it", async () => {
  const { page, instance, shoot } = scene;
  await page.goto("/contact");
  await page.getByLabel("Your mail address").fill("eve@example.com");
  await page.getByLabel("In a few words").fill("Is there a plan for schools?");
  await page.getByLabel("Message", { exact: true }).fill("We are forty people.");
  await page.getByRole("button", { name: "Send" }).click();
  await shows(page.getByText("Thank you."));

  await instance.setUp();
  await logIn(page);
  await page.goto("/support");
  await page.getByLabel("In a few words").fill("Linear is slow");
  await page.getByLabel("Message", { exact: true }).fill("Since noon.");
  await page.getByRole("checkbox", { name: /last 10 failed calls/ }).click();
  await lookAt(page, 1);
  await shoot("support");
  await page.getByRole("button", { name: "Send" }).click();
  await shows(page.getByRole("heading", { level: 1, name: "Linear is slow" }));

  await page.goto("/admin/support");
  await shows(page.getByText("2 wait for an answer."));
  await lookAt(page, 2);
  await page.getByRole("link", { name: "Linear is slow" }).click();
  await page.getByRole("textbox", { name: "Answer" }).fill("Its server is. See Connections.");
  await lookAt(page, 3);
  await shoot("support-inbox");
  await page.getByRole("button", { name: "Send the answer" }).click();
  await shows(page.getByRole("list", { name: "Messages" }).getByText("Its server is."));

  await page.goto("/support");
  await page.getByRole("link", { name: "Linear is slow" }).click();
  await shows(page.getByText("Its server is. See Connections."));
  await lookAt(page, 0);
  await shoot("ticket");
});

it("an incident that an admin tells of stands at the status page, beside the parts of the instance", async () => {
  const { page, shoot } = scene;
  await page.goto("/admin/status");
  await page.getByLabel("In a few words").fill("Calls are slow");
  await page.getByLabel("What people should know").fill("We look at it.");
  await page.getByRole("button", { name: "Show it at /status" }).click();
  await shows(page.getByRole("heading", { name: /Calls are slow/ }));
  await lookAt(page, 3);
  await shoot("admin-status");
  await page.goto("/status");
  await shows(page.getByText("Something is being looked at."));
  await shows(page.getByRole("img", { name: /Programs/ }));
  await lookAt(page, 2);
  await shoot("status");
});

it("complained of nothing", () => {
  expect(scene.complaints.all).toEqual([]);
});
