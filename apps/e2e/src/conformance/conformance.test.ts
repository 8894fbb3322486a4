import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { fillGenerated, markdownTable } from "@patchops/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openThrough, type Through } from "./open-through.ts";
import { runSuite, type ScenarioResult } from "./run-suite.ts";
import { type SuiteName, suites } from "./suites.ts";

const names = Object.keys(suites) as SuiteName[];
const page = fileURLToPath(new URL("../../../../docs/conformance.md", import.meta.url));
let through: Through | undefined;
const results = new Map<SuiteName, ScenarioResult[]>();

beforeAll(async () => {
  through = await openThrough();
  const { urls } = through;
  // They wait more than they work, so they run side by side.
  await Promise.all(
    names.map(async (name) => {
      const scenarios = await runSuite(suites[name], urls[suites[name].era]);
      results.set(
        name,
        scenarios.filter(({ isScored }) => isScored),
      );
    }),
  );
});
afterAll(() => through?.close());

it.each(names)("every scenario that %s requires of servers passes through the gateway", (name) => {
  const scored = results.get(name) ?? [];
  expect(scored.filter(({ passed }) => !passed)).toEqual([]);
  expect(scored).toHaveLength(suites[name].scored);
});

it("docs/conformance.md says so (vitest -u writes it)", async () => {
  const scenarios = [...new Set([...results.values()].flat().map(({ scenario }) => scenario))].sort();
  const mark = (name: SuiteName, scenario: string) => {
    const found = results.get(name)?.find((one) => one.scenario === scenario);
    return found === undefined ? "–" : found.passed ? "passed" : "failed";
  };
  const total = (name: SuiteName) => {
    const scored = results.get(name) ?? [];
    return `${scored.filter(({ passed }) => passed).length} of ${scored.length}`;
  };
  const rows = [
    ["**all**", ...names.map((name) => `**${total(name)}**`)],
    ...scenarios.map((scenario) => [`\`${scenario}\``, ...names.map((name) => mark(name, scenario))]),
  ];
  const text = await readFile(page, "utf8");
  const table = markdownTable(["scenario", ...names], rows);
  await expect(fillGenerated(text, "conformance-server", table)).toMatchFileSnapshot(page);
});
