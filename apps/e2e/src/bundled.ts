import process from "node:process";
import { runCommand } from "./start-instance.ts";

/** For vitest: bundles the code as it is, which instances and commands run. */
export async function setup(): Promise<void> {
  const bundled = await runCommand(process.execPath, ["scripts/bundle.mjs"]);
  if (bundled.code !== 0) throw new Error(bundled.stderr);
}
