import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { type Complaints, closeWindows, openBrowser, openWindow } from "./browser.ts";
import { type Instance, type InstanceOptions, startInstance } from "./start-instance.ts";

const { SCREENSHOTS_DIR: screenshots } = process.env;

/** A person at a browser in front of an instance of their own. */
export interface Scene {
  instance: Instance;
  browser: Browser;
  context: BrowserContext;
  page: Page;
  /** What the person's window complained of so far. */
  complaints: Complaints;
  /** Takes a picture when `SCREENSHOTS_DIR` says where to. */
  shoot(name: string): Promise<void>;
  close(): Promise<void>;
}

/** Starts an instance and opens a window on it; nobody has an account yet. */
export async function openScene(options: InstanceOptions = {}): Promise<Scene> {
  const [instance, browser] = await Promise.all([startInstance(options), openBrowser()]);
  const { context, page, complaints } = await openWindow(browser, instance.url);
  return {
    instance,
    browser,
    context,
    page,
    complaints,
    async shoot(name) {
      if (!screenshots) return;
      await mkdir(screenshots, { recursive: true });
      await page.screenshot({ path: join(screenshots, `${name.replaceAll(/[^\w-]+/g, "-")}.png`) });
    },
    async close() {
      await closeWindows(browser);
      await instance.dispose();
    },
  };
}

/** Until the locator shows, at most this long. */
export const shows = (locator: Locator, timeout = 30_000): Promise<void> =>
  locator.first().waitFor({ state: "visible", timeout });
