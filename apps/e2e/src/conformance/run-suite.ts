import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runCommand } from "../run-command.ts";
import { readSummary } from "./read-summary.ts";
import type { Suite } from "./suites.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

export interface ScenarioResult {
  scenario: string;
  passed: boolean;
  /** False for extensions and what was added to the suite after the revision's release. */
  isScored: boolean;
  checks: { passed: number; failed: number; warnings: number };
  /** What failed or was warned of, in the suite's words. */
  problems: string[];
}

interface Check {
  id: string;
  status: "SUCCESS" | "FAILURE" | "WARNING" | "INFO" | "SKIPPED";
  errorMessage?: string;
}

/** Runs a suite against a server and reads what came of each scenario. */
export async function runSuite(suite: Suite, url: string): Promise<ScenarioResult[]> {
  const output = await mkdtemp(join(tmpdir(), "patchops-conformance-"));
  try {
    const program = join(root, "node_modules", suite.program, "dist/index.js");
    const args = [program, "server", "--url", url, "-o", output, ...suite.args];
    const { stdout, stderr } = await runCommand(process.execPath, args, { timeoutMs: 300_000 });
    const written = await readChecks(output);
    return readSummary(`${stdout}\n${stderr}`).map(({ scenario, passed, failed, isScored }) => {
      const checks = written.get(scenario) ?? [];
      return {
        scenario,
        passed: failed === 0,
        isScored,
        checks: { passed, failed, warnings: checks.filter(({ status }) => status === "WARNING").length },
        problems: checks
          .filter(({ status }) => status === "FAILURE" || status === "WARNING")
          .map(({ id, status, errorMessage }) => `${status.toLowerCase()} ${id}: ${errorMessage ?? ""}`),
      };
    });
  } finally {
    await rm(output, { recursive: true, force: true });
  }
}

/** The suite writes a folder for each scenario: `server-<scenario>-<time>/checks.json`. */
async function readChecks(output: string): Promise<Map<string, Check[]>> {
  const found = new Map<string, Check[]>();
  for (const folder of await readdir(output)) {
    const scenario = /^server-(.+)-\d{4}-\d\d-\d\dT/.exec(folder)?.[1];
    const text = await readFile(join(output, folder, "checks.json"), "utf8").catch(() => null);
    if (scenario !== undefined && text !== null) found.set(scenario, JSON.parse(text));
  }
  return found;
}
