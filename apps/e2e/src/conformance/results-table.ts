import { markdownTable } from "@patchops/testing";

/** Scored scenarios by suite, as the documentation shows them: one row a scenario, their number on top. */
export function resultsTable(
  results: ReadonlyMap<string, readonly { scenario: string; passed: boolean }[]>,
): string {
  const suites = [...results];
  const scenarios = [...new Set(suites.flatMap(([, list]) => list.map(({ scenario }) => scenario)))].sort();
  const mark = (list: readonly { scenario: string; passed: boolean }[], scenario: string) => {
    const found = list.find((one) => one.scenario === scenario);
    return found === undefined ? "–" : found.passed ? "passed" : "failed";
  };
  const total = suites.map(
    ([, list]) => `**${list.filter(({ passed }) => passed).length} of ${list.length}**`,
  );
  const rows = scenarios.map((scenario) => [
    `\`${scenario}\``,
    ...suites.map(([, list]) => mark(list, scenario)),
  ]);
  return markdownTable(["scenario", ...suites.map(([name]) => name)], [["**all**", ...total], ...rows]);
}
