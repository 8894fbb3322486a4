import type { Page } from "playwright-core";

/**
 * Goes to another page of the dashboard as its links do, and waits until that one is shown: a fraction of what it costs to load the
 * whole application again.
 */
export async function follow(page: Page, address: string): Promise<void> {
  await page.evaluate(async (href) => {
    await Reflect.get(window, "__TSR_ROUTER__").navigate({ href });
  }, address);
  // An address may lead on to another; what is shown is known by the router alone, since pages share their elements.
  await page.waitForFunction(() => {
    const { status, location, resolvedLocation } = Reflect.get(window, "__TSR_ROUTER__").state;
    return status === "idle" && resolvedLocation?.href === location.href;
  });
}
