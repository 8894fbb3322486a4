import { afterAll, beforeAll, expect, it } from "vitest";
import { lookAt } from "./look-at.ts";
import { openScene, type Scene } from "./scene.ts";

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
  const names = ["Pricing", "Contact", "Privacy", "Terms", "Security", "Subprocessors"];
  for (const [place, name] of names.entries()) {
    await page.getByRole("contentinfo").getByRole("link", { name }).click();
    await page.getByRole("contentinfo").locator('a[aria-current="page"]', { hasText: name }).waitFor();
    await lookAt(page, place + 1);
    await shoot(`site-${name}`);
  }
  await page.getByRole("link", { name: "Create account" }).click();
  await page.getByRole("heading", { name: "Create your account" }).waitFor();
});

it("complained of nothing", () => {
  expect(scene.complaints.all).toEqual([]);
});
