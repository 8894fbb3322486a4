export interface SummaryLine {
  scenario: string;
  passed: number;
  failed: number;
  /** False for extensions and what was added to the suite after the revision's release. */
  isScored: boolean;
}

/** What the official suite prints at its end, of servers and of clients. Throws when it did not get there. */
export function readSummary(output: string): SummaryLine[] {
  const summary = /=== (?:SUITE )?SUMMARY ===([\s\S]*)/.exec(output)?.[1];
  if (summary === undefined) throw new Error(`The suite did not run to its end:\n${output}`);
  const unscored = new Set([...summary.matchAll(/^ {2}[✓✗] (\S+) \(/gm)].map(([, name]) => name));
  return [...summary.matchAll(/^[✓✗] (\S+): (\d+) passed, (\d+) failed/gm)].map(
    ([, scenario = "", passed, failed]) => ({
      scenario,
      passed: Number(passed),
      failed: Number(failed),
      isScored: !unscored.has(scenario),
    }),
  );
}
