import type { Page } from "playwright-core";
import { shows } from "./scene.ts";

/** Signs the account in that `setUp` made. */
export async function logIn(page: Page, email = "owner@example.com"): Promise<void> {
  await page.goto("/login");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill("correct horse battery");
  await page.getByRole("button", { name: "Sign in" }).click();
  await shows(page.getByRole("heading", { level: 1 }));
  await page.waitForURL((url) => url.pathname === "/");
}
