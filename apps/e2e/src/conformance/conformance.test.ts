import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { fillGenerated } from "@patchops/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openThrough, type Through } from "./open-through.ts";
import { resultsTable } from "./results-table.ts";
import { runSuite, type ScenarioResult } from "./run-suite.ts";
import { type SuiteName, suites } from "./suites.ts";

const names = Object.keys(suites) as SuiteName[];
const page = fileURLToPath(new URL("../../../../docs/conformance.md", import.meta.url));
let through: Through | undefined;
const results = new Map<SuiteName, ScenarioResult[]>();

beforeAll(async () => {
  through = await openThrough();
});
afterAll(() => through?.close());

// One after the other: side by side they are no faster, and what they wait for has its time.
it.each(names)("every scenario that %s requires of servers passes through the gateway", async (name) => {
  const { era, scored: count } = suites[name];
  const scored = (await runSuite(suites[name], through?.urls[era] ?? "")).filter(({ isScored }) => isScored);
  results.set(name, scored);
  expect(scored.filter(({ passed }) => !passed)).toEqual([]);
  expect(scored).toHaveLength(count);
});

it("docs/conformance.md says so (vitest -u writes it)", async () => {
  const text = await readFile(page, "utf8");
  const inOrder = new Map(names.map((name) => [name, results.get(name) ?? []]));
  await expect(fillGenerated(text, "conformance-server", resultsTable(inOrder))).toMatchFileSnapshot(page);
});
