import type { BrowserContext, Page } from "playwright-core";

/** What a page measured of itself since it was loaded. Times are milliseconds. */
export interface PageNumbers {
  /** Largest contentful paint, from the navigation's start. */
  lcpMs: number;
  /** Cumulative layout shift, without what follows an input. */
  shift: number;
  /** The longest time in which the main thread took no input; 0 when none was over 50. */
  longestTaskMs: number;
  /** From an input to the next paint, of each that took 16 or more, by the input's number. */
  inputsMs: Record<number, number>;
}

const key = "patchops.bench";
const timeKey = "patchops.bench.time";

/** Lets every page of the context measure itself from its first moment on. */
export async function watchPages(context: BrowserContext): Promise<void> {
  await context.addInitScript((name) => {
    const numbers: PageNumbers = { lcpMs: 0, shift: 0, longestTaskMs: 0, inputsMs: {} };
    Reflect.set(window, name, numbers);
    const watch = (type: string, take: (entry: PerformanceEntry) => void, durationThreshold?: number) =>
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) take(entry);
      }).observe({ type, buffered: true, ...(durationThreshold && { durationThreshold }) });
    watch("largest-contentful-paint", (entry) => {
      numbers.lcpMs = entry.startTime;
    });
    watch("layout-shift", (entry) => {
      if (!Reflect.get(entry, "hadRecentInput")) numbers.shift += Reflect.get(entry, "value");
    });
    watch("longtask", (entry) => {
      numbers.longestTaskMs = Math.max(numbers.longestTaskMs, entry.duration);
    });
    watch(
      "event",
      (entry) => {
        const id = Reflect.get(entry, "interactionId");
        if (id) numbers.inputsMs[id] = Math.max(numbers.inputsMs[id] ?? 0, entry.duration);
      },
      16,
    );
  }, key);
}

/** Asks a page for its numbers, and lets it forget tasks and inputs so far. */
export function takeNumbers(page: Page): Promise<PageNumbers> {
  return page.evaluate((name) => {
    const numbers = Reflect.get(window, name);
    const copy = structuredClone(numbers);
    Object.assign(numbers, { longestTaskMs: 0, inputsMs: {} });
    return copy;
  }, key);
}

/** Until the page shows its heading and nothing is loading any more. */
export async function waitUntilQuiet(page: Page): Promise<void> {
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  await page.waitForFunction(() => !document.querySelector("main [class*=shimmer], [aria-busy=true]"));
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
}

/**
 * Milliseconds in the page from the moment an input arrives until an element that fits the selector and holds the text is
 * painted. `input` sends it.
 */
export async function timeUntil(
  page: Page,
  target: { selector: string; text: string },
  input: () => Promise<void>,
): Promise<number> {
  await page.evaluate(
    ({ name, selector, text }) => {
      const measured = new Promise<number>((resolve, reject) => {
        let fromMs: number | undefined;
        const begin = (event: Event) => {
          fromMs ??= event.timeStamp;
        };
        for (const type of ["keydown", "pointerdown"]) addEventListener(type, begin, true);
        const isThere = () =>
          [...document.querySelectorAll(selector)].some((element) => element.textContent?.includes(text));
        const stop = setTimeout(() => reject(new Error(`${text} did not show`)), 30_000);
        const look = () => {
          if (fromMs === undefined || !isThere()) return requestAnimationFrame(look);
          for (const type of ["keydown", "pointerdown"]) removeEventListener(type, begin, true);
          clearTimeout(stop);
          // The frame in which it was seen is painted before the next one begins.
          requestAnimationFrame((paintedMs) => resolve(paintedMs - (fromMs ?? paintedMs)));
        };
        requestAnimationFrame(look);
      });
      Reflect.set(window, name, measured);
    },
    { name: timeKey, ...target },
  );
  await input();
  return page.evaluate((name) => Reflect.get(window, name), timeKey);
}
