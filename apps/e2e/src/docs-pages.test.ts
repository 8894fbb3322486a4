import { readdirSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  axeViolations,
  type Complaints,
  closeWindows,
  openBrowser,
  openWindow,
  sidewaysScroll,
} from "./browser.ts";
import { looksOf } from "./looks-of.ts";
import { type Instance, startInstance } from "./start-instance.ts";

const { SCREENSHOTS_DIR: screenshots } = process.env;

let instance: Instance;
let browser: Browser;
let page: Page;
let complaints: Complaints;

beforeAll(async () => {
  [instance, browser] = await Promise.all([startInstance({ env: { PATCHOPS_WEBSITE: "1" } }), openBrowser()]);
  ({ page, complaints } = await openWindow(browser, instance.url));
});
afterAll(async () => {
  await closeWindows(browser);
  await instance?.dispose();
});

const folder = fileURLToPath(new URL("../../../docs", import.meta.url));
const pages = readdirSync(folder, { encoding: "utf8", recursive: true })
  .filter((name) => name.endsWith(".md") && !name.startsWith("adr"))
  .map((name) => `/docs/${name.replace(/\.md$/, "")}`);
/** Of pages that differ by their words alone a third is looked at, and all when pictures are asked for. */
const looked = pages.filter((_, place) => screenshots !== undefined || place % 3 === 0);
const paths = [...looked, "/docs/errors/needs_sign_in", "/docs/search?q=key"];

const wide = { width: 1280, height: 800 };
const narrow = { width: 390, height: 844 };
const theme = () => page.evaluate(() => document.documentElement.dataset.theme);

async function shoot(name: string): Promise<void> {
  if (!screenshots) return;
  await mkdir(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `docs-${name.replaceAll(/\W+/g, "-")}.png`) });
}

describe("the documentation in a browser", () => {
  it.each(paths.map((path, place) => ({ path, place })))(
    "$path passes axe, in each theme and width by turns, and never scrolls sideways",
    async ({ path, place }) => {
      for (const [turn, look] of looksOf(place).entries()) {
        await page.setViewportSize({ width: look.width, height: 800 });
        await page.emulateMedia({ colorScheme: look.theme });
        if (turn === 0) await page.goto(path);
        const name = `${path} ${look.width} ${look.theme}`;
        await expect.poll(theme, { message: name }).toBe(look.theme);
        expect(await axeViolations(page), name).toEqual([]);
        await shoot(name);
        expect(await sidewaysScroll(page), name).toBe(0);
      }
    },
  );

  it("leads to every page from the navigation", async () => {
    await page.setViewportSize(wide);
    await page.emulateMedia({ colorScheme: "light" });
    await page.goto("/docs");
    const links = await page
      .getByRole("navigation", { name: "Documentation" })
      .getByRole("link")
      .evaluateAll((all) => all.map((link) => link.getAttribute("href") ?? ""));
    expect(links.sort()).toEqual(pages.sort());
  });

  it("copies a block as it stands, with this instance's address", async () => {
    await page.goto("/docs/clients/claude-code");
    const block = page.locator("figure", { hasText: "claude mcp add" }).first();
    await block.getByRole("button", { name: "Copy" }).click();
    await block.getByRole("button", { name: "Copied" }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toContain(`${instance.url}/mcp`);
    expect(copied).not.toContain("Copy");
  });

  it("keeps the theme that was chosen, from page to page", async () => {
    const toggle = page.getByRole("button", { name: "Theme: system" });
    await toggle.click();
    await page.getByRole("button", { name: "Theme: light" }).click();
    expect(await theme()).toBe("dark");
    await page.getByRole("link", { name: "Next" }).click();
    await page.waitForURL("**/docs/clients/cursor");
    expect(await theme()).toBe("dark");
    await page.getByRole("button", { name: "Theme: dark" }).click();
    await expect.poll(theme).toBe("light");
  });

  it("is searched by keyboard alone, and a hit leads to its section", async () => {
    await page.goto("/docs");
    await page.keyboard.press("/");
    await page.keyboard.type("private address");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/docs/search?q=private+address");
    await page.getByRole("link", { name: "private_address: A private address" }).click();
    await page.waitForURL("**/docs/errors/private_address");
    await page.getByRole("heading", { name: "A private address", level: 1 }).waitFor();
  });

  it("links to a section of a page by its heading", async () => {
    await page.goto("/docs/usage");
    const heading = page.getByRole("heading", { name: "Plans" });
    await heading.getByRole("link", { name: "Link to this section" }).focus();
    await page.keyboard.press("Enter");
    expect(new URL(page.url()).hash).toBe("#plans");
  });

  it("opens and closes its pages in a narrow window", async () => {
    await page.setViewportSize(narrow);
    await page.goto("/docs");
    const menu = page.getByRole("button", { name: "Menu" });
    const link = page.getByRole("link", { name: "Settings", exact: true });
    expect(await link.isVisible()).toBe(false);
    await menu.press("Enter");
    expect(await menu.getAttribute("aria-expanded")).toBe("true");
    await link.waitFor();
    await page.keyboard.press("Escape");
    expect(await link.isVisible()).toBe(false);
    await page.setViewportSize(wide);
  });

  it("complains of nothing: no error, no breach of its policy, no request to elsewhere", () => {
    expect(complaints.all).toEqual([]);
  });
});
