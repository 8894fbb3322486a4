import type { Page } from "playwright-core";

/**
 * Goes to another page of the dashboard as its links do, and waits until that one is shown: a fraction of what it costs to load the
 * whole application again. A window that has not opened it yet loads it.
 */
export async function follow(page: Page, address: string): Promise<void> {
  const isOpen = await page.evaluate(async (href) => {
    const router = Reflect.get(window, "__TSR_ROUTER__");
    if (router === undefined) return false;
    const { pathname, search, hash } = new URL(href, location.href);
    await router.navigate({ href: pathname + search + hash });
    return true;
  }, address);
  if (!isOpen) await page.goto(address);
  // An address may lead on to another; what is shown is known by the router alone, since pages share their elements.
  await page.waitForFunction(() => {
    const { status, location, resolvedLocation } = Reflect.get(window, "__TSR_ROUTER__")?.state ?? {};
    return status === "idle" && resolvedLocation?.href === location.href;
  });
}
