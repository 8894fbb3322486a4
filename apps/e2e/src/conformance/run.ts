import { parseArgs } from "node:util";
import { markdownTable, startFullServer } from "@patchops/testing";
import { openThrough } from "./open-through.ts";
import { runSuite } from "./run-suite.ts";
import { type SuiteName, suites } from "./suites.ts";

/**
 * `node apps/e2e/src/conformance/run.ts [--direct] [--upstream legacy|modern] [0.1.16 | 2025-11-25 | 2026-07-28 …]`: runs the
 * official suites against the full server, through the gateway or directly, and prints what came of each scenario.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { direct: { type: "boolean" }, upstream: { type: "string" } },
});
const isSuite = (name: string): name is SuiteName => name in suites;
const names = (positionals.length > 0 ? positionals : Object.keys(suites)).filter(isSuite);
const eraOf = (name: SuiteName) =>
  values.upstream === "legacy" || values.upstream === "modern" ? values.upstream : suites[name].era;

const through = values.direct ? null : await openThrough();
let isAllPassed = true;
try {
  for (const name of names) {
    const era = eraOf(name);
    const direct = through === null ? await startFullServer(era) : null;
    const began = performance.now();
    const results = await runSuite(suites[name], direct?.url ?? through?.urls[era] ?? "");
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    await direct?.close();
    const scored = results.filter(({ isScored }) => isScored);
    const passed = scored.filter((result) => result.passed).length;
    if (passed < suites[name].scored) isAllPassed = false;
    const rows = results.map(({ scenario, passed: isPassed, isScored, checks, problems }) => [
      scenario,
      `${isPassed ? "passed" : "FAILED"}${isScored ? "" : " (not scored)"}`,
      `${checks.passed}/${checks.passed + checks.failed}`,
      problems.join("; ").replaceAll(/\s+/g, " ").replaceAll("|", "/").slice(0, 300),
    ]);
    process.stdout.write(
      `\n${name}, ${direct ? "direct" : "through the gateway"}, ${era} upstream: ${passed}/${suites[name].scored} scored in ${seconds} s\n\n`,
    );
    process.stdout.write(`${markdownTable(["scenario", "result", "checks", "problems"], rows)}\n`);
  }
} finally {
  await through?.close();
}
process.exitCode = isAllPassed ? 0 : 1;
