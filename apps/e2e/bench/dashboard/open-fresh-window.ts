import type { BrowserContext, Page } from "playwright-core";
import { openWindow } from "../../src/browser.ts";
import type { SignedInScene } from "../../src/signed-in-scene.ts";
import { watchPages } from "../page-watch.ts";

/** A window without a cache that is signed in as the scene's person is. */
export async function openFreshWindow(
  scene: SignedInScene,
): Promise<{ context: BrowserContext; page: Page }> {
  const { context, page } = await openWindow(scene.browser, scene.instance.url);
  await context.addCookies(await scene.context.cookies());
  await watchPages(context);
  return { context, page };
}
