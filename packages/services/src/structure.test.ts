import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL(".", import.meta.url));
const files = globSync("**/*.ts", { cwd: root }).filter(
  (file) => !file.endsWith(".test.ts") && !file.startsWith("testing/") && !file.includes("/test-"),
);
const folderOf = (file: string): string => file.split("/")[0] ?? "";
const sources = new Map(files.map((file) => [file, readFileSync(join(root, file), "utf8")]));

/** The relative imports of a file, as paths from `src`. */
function importsOf(file: string): string[] {
  const found = sources.get(file)?.matchAll(/from "(\.[^"]+)"/g) ?? [];
  return [...found].map(([, path = ""]) => normalize(join(dirname(file), path)));
}

const between = files.flatMap((file) =>
  importsOf(file)
    .filter((path) => path.includes("/") && file.includes("/") && folderOf(path) !== folderOf(file))
    .map((path) => ({ file, path })),
);

describe("the structure of services", () => {
  it("sees all organizations from files below `system` only", () => {
    const outside = files.filter(
      (file) => !file.includes("/system/") && /\bdatabase\.system\b/.test(sources.get(file) ?? ""),
    );
    expect(outside).toEqual([]);
  });

  it("enters a feature's folder by its index only", () => {
    expect(between.filter(({ path }) => !path.endsWith("/index.ts"))).toEqual([]);
  });

  it("has no cycle between features", () => {
    const edges = new Map<string, Set<string>>();
    for (const { file, path } of between) {
      // Types are gone when it runs; a cycle of values is what breaks at start.
      const values = sources
        .get(file)
        ?.match(new RegExp(`import (?!type)[^;]*from "[^"]*${folderOf(path)}/index.ts"`));
      if (values) edges.set(folderOf(file), (edges.get(folderOf(file)) ?? new Set()).add(folderOf(path)));
    }
    const cycles: string[] = [];
    const walk = (folder: string, trail: string[]) => {
      if (trail.includes(folder)) {
        cycles.push([...trail.slice(trail.indexOf(folder)), folder].join(" -> "));
        return;
      }
      for (const next of edges.get(folder) ?? []) walk(next, [...trail, folder]);
    };
    for (const folder of edges.keys()) walk(folder, []);
    expect([...new Set(cycles)]).toEqual([]);
  });
});
