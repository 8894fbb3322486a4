import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

interface Chunk {
  file: string;
  imports?: string[];
  dynamicImports?: string[];
}

const dist = fileURLToPath(new URL("../../dashboard/dist/", import.meta.url));
const manifest: Record<string, Chunk> = JSON.parse(readFileSync(`${dist}.vite/manifest.json`, "utf8"));
/** What a page fetches for a large part of it; the benchmark of the dashboard bounds each by itself. */
const isBoundedAlone = (key: string) => /\/(usage-charts|code-editor)\.tsx$/.test(key);

const sizes = new Map<string, number>();
function gzipBytes(key: string): number {
  const file = manifest[key]?.file ?? "";
  const known = sizes.get(file);
  if (known !== undefined) return known;
  const size = file.endsWith(".js") ? gzipSync(readFileSync(dist + file)).length : 0;
  sizes.set(file, size);
  return size;
}

/** The JavaScript that comes with `keys`, in kB of gzip. */
function loadedKb(keys: readonly string[]): number {
  const seen = new Set<string>();
  const waiting = [...keys];
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    if (seen.has(key)) continue;
    seen.add(key);
    waiting.push(...(manifest[key]?.imports ?? []));
  }
  return [...seen].reduce((sum, key) => sum + gzipBytes(key), 0) / 1_000;
}

const chunkNamed = (name: string) =>
  Object.keys(manifest).find((key) => key.endsWith(name) || key.startsWith(name)) ?? `no ${name}`;
const frame = ["index.html", "src/router.ts", chunkNamed("_frame-")];

/** A page, each part that it fetches for itself, and each part of those. */
function ways(page: readonly string[]): string[][] {
  const parts = (manifest[page.at(-1) ?? ""]?.dynamicImports ?? []).filter(
    (part) => !isBoundedAlone(part) && !page.includes(part),
  );
  return [[...page], ...(page.length < 3 ? parts.flatMap((part) => ways([...page, part])) : [])];
}

test("no page loads more than 280 kB of JavaScript, with any of its parts", () => {
  const pages = Object.keys(manifest).filter((key) => key.endsWith("-page.tsx"));
  expect(pages.length).toBeGreaterThan(40);
  const sums = pages
    .flatMap((page) => ways([page]))
    .map((way) => ({ way, kB: loadedKb([...frame, ...way]) }));
  expect(sums.filter(({ kB }) => kB > 280)).toEqual([]);
});

test("the sign-in page loads no more than 140 kB of JavaScript", () => {
  const kB = loadedKb(["index.html", "src/sign-in-router.ts", "src/features/auth/login-page.tsx"]);
  expect(kB).toBeGreaterThan(50);
  expect(kB).toBeLessThan(140);
});
