import type { Page } from "playwright-core";
import { expect } from "vitest";
import { axeViolations, sidewaysScroll } from "./browser.ts";
import { looksOf } from "./looks-of.ts";

/** axe and the width of the page as it is, in the looks of this place of a list; what is wrong fails the test. */
export async function lookAt(page: Page, place: number): Promise<void> {
  const problems: string[] = [];
  for (const { theme, width } of looksOf(place)) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    await expect.poll(() => page.locator("html").getAttribute("data-theme")).toBe(theme);
    problems.push(...(await axeViolations(page)).map((text) => `${theme} ${width}: ${text}`));
    if ((await sidewaysScroll(page)) > 0) problems.push(`sideways at ${width}`);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  expect(problems).toEqual([]);
}
