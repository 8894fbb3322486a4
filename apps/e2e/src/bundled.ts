import process from "node:process";
import { runCommand } from "./run-command.ts";

/**
 * For vitest: builds and bundles the code as it is, which instances, browsers and commands run. What is fresh stays as it is; without
 * this a browser would be shown the dashboard of another commit.
 */
export async function setup(): Promise<void> {
  const prepared = await runCommand(process.execPath, ["scripts/prepare.mjs"], { timeoutMs: 600_000 });
  if (prepared.code !== 0) throw new Error(prepared.stdout + prepared.stderr);
}
