import { access } from "node:fs/promises";
import { join } from "node:path";
import bundled from "@sparticuz/chromium";
import axe from "axe-core";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

const systemNames = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

async function findSystemBrowser(): Promise<string | undefined> {
  const mac = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
  const paths = (process.env.PATH ?? "")
    .split(":")
    .flatMap((directory) => systemNames.map((name) => join(directory, name)));
  for (const path of [...paths, mac]) {
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return undefined;
}

async function launch(): Promise<Browser> {
  const executablePath =
    process.env.CHROMIUM_PATH || ((await findSystemBrowser()) ?? (await bundled.executablePath()));
  // Not the arguments that come with the bundled one: they switch web security off, and with it the Origin header.
  const args = ["--disable-dev-shm-usage", "--disable-gpu", "--font-render-hinting=none"];
  if (process.getuid?.() === 0) args.push("--no-sandbox");
  // A page of a test lives for seconds: what V8 spends on making it faster is not earned back. Benchmarks have it all.
  if (process.env.VITEST !== undefined) args.push("--js-flags=--no-opt --single-threaded");
  return chromium.launch({ executablePath, args, headless: true });
}

/** Starting one takes seconds of a core: the files that follow each other in a process share theirs, which ends with it. */
let launched: Promise<Browser> | undefined;

/**
 * A real Chromium: the one of CHROMIUM_PATH, the system's, or the bundled one. Without any it fails. Who has used it closes its
 * windows.
 */
export async function openBrowser(): Promise<Browser> {
  const known = await launched?.catch(() => undefined);
  if (known?.isConnected()) return known;
  launched = launch();
  return launched;
}

export async function closeWindows(browser: Browser | undefined): Promise<void> {
  await Promise.all(browser?.contexts().map((context) => context.close()) ?? []);
}

/** What a page complained of: console errors, thrown errors, CSP reports, requests to other hosts. */
export interface Complaints {
  all: string[];
}

/** A window of its own, whose complaints are gathered from the first byte on. */
export async function openWindow(
  browser: Browser,
  origin: string,
): Promise<{ context: BrowserContext; page: Page; complaints: Complaints }> {
  const context = await browser.newContext({
    locale: "en-US",
    timezoneId: "UTC",
    baseURL: origin,
    viewport: { width: 1280, height: 800 },
    reducedMotion: "reduce",
  });
  // A page may take its time on a busy machine; where a bound is promised, the test names it.
  context.setDefaultTimeout(30_000);
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin });
  const complaints: Complaints = { all: [] };
  context.on("console", (message) => {
    if (message.type() === "error") complaints.all.push(`console: ${message.text()}`);
  });
  context.on("weberror", (error) => complaints.all.push(`thrown: ${error.error().message}`));
  context.on("request", (request) => {
    const url = request.url();
    if (/^https?:/.test(url) && !url.startsWith(`${origin}/`)) complaints.all.push(`outside: ${url}`);
  });
  await context.exposeBinding("reportViolation", (_, text: string) => {
    complaints.all.push(`csp: ${text}`);
  });
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      const report = Reflect.get(window, "reportViolation");
      report(`${event.violatedDirective} ${event.blockedURI} on ${location.pathname}`);
    });
  });
  return { context, page: await context.newPage(), complaints };
}

/** axe's rules on the page as it is: `rule: selector` of each violation. */
export async function axeViolations(page: Page): Promise<string[]> {
  // Through the debugger, which the page's CSP does not bind; once a document.
  if (!(await page.evaluate(() => Reflect.has(window, "axe")))) await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const run = Reflect.get(window, "axe").run;
    // Nor does it read the style sheets anew, a third of its time: rules that need them are none of those that run by themselves.
    const { violations } = await run(document, { resultTypes: ["violations"], preload: false });
    return violations.map((rule: { id: string; nodes: { target: unknown[]; failureSummary: string }[] }) => ({
      id: rule.id,
      nodes: rule.nodes.map((node) => `${node.target.join(" ")} (${node.failureSummary})`),
    }));
  });
  return found.flatMap(({ id, nodes }: { id: string; nodes: string[] }) =>
    nodes.map((node) => `${id}: ${node}`),
  );
}

/** How many pixels the page can be scrolled sideways. */
export function sidewaysScroll(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
