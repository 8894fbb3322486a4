import { basename } from "node:path";
import type { SignedInScene } from "../../src/signed-in-scene.ts";
import { takeNumbers, waitUntilQuiet } from "../page-watch.ts";
import { openFreshWindow } from "./open-fresh-window.ts";

export interface Load {
  path: string;
  files: string[];
  lcpMs: number;
  shift: number;
}

/** Opens a page in a fresh window: what it loaded, when it was painted, how much it moved. */
export async function loadPage(
  scene: SignedInScene,
  path: string,
  slow?: { cpuRate: number; bitsPerSecond: number },
): Promise<Load> {
  const { context, page } = await openFreshWindow(scene);
  if (path === "/login") await context.clearCookies();
  const files = new Set<string>();
  page.on("response", (response) => {
    const { pathname } = new URL(response.url());
    if (pathname.startsWith("/assets/")) files.add(basename(pathname));
  });
  if (slow) {
    const debug = await context.newCDPSession(page);
    const bytesPerSecond = slow.bitsPerSecond / 8;
    await debug.send("Emulation.setCPUThrottlingRate", { rate: slow.cpuRate });
    await debug.send("Network.enable");
    await debug.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: 0,
      downloadThroughput: bytesPerSecond,
      uploadThroughput: bytesPerSecond,
    });
    page.setDefaultTimeout(60_000);
  }
  await page.goto(path);
  await waitUntilQuiet(page);
  if (path === "/playground") await page.locator(".cm-content").waitFor();
  await page.waitForTimeout(200);
  const { lcpMs, shift } = await takeNumbers(page);
  await context.close();
  return { path, files: [...files], lcpMs, shift };
}
