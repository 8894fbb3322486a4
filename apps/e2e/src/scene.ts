import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { type Complaints, closeWindows, openBrowser, openWindow } from "./browser.ts";
import type { SharedInstance } from "./shared-instance.ts";
import { type Instance, type InstanceOptions, startInstance } from "./start-instance.ts";

const { SCREENSHOTS_DIR: screenshots } = process.env;

/** A person at a browser in front of an instance, which is theirs alone unless it is shared. */
export interface Scene<Of extends SharedInstance = Instance> {
  instance: Of;
  browser: Browser;
  context: BrowserContext;
  page: Page;
  /** What the person's window complained of so far. */
  complaints: Complaints;
  /** Takes a picture when `SCREENSHOTS_DIR` says where to. */
  shoot(name: string): Promise<void>;
  close(): Promise<void>;
}

/** Opens a window on a running instance, which goes on when the scene is closed. */
export async function openSceneOn<Of extends SharedInstance>(instance: Of): Promise<Scene<Of>> {
  const browser = await openBrowser();
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
    close: () => closeWindows(browser),
  };
}

/** Starts an instance and opens a window on it; nobody has an account yet. */
export async function openScene(options: InstanceOptions = {}): Promise<Scene> {
  const [instance] = await Promise.all([startInstance(options), openBrowser()]);
  const scene = await openSceneOn(instance);
  return {
    ...scene,
    async close() {
      await scene.close();
      await instance.dispose();
    },
  };
}

/** Until the locator shows, at most this long. */
export const shows = (locator: Locator, timeout = 30_000): Promise<void> =>
  locator.first().waitFor({ state: "visible", timeout });
