import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { runCommand, startInstance } from "./start-instance.ts";

/**
 * For vitest: bundles the code as it is, starts an instance once and keeps what it made, of which those of the tests begin
 * with a copy.
 */
export async function setup(): Promise<() => Promise<void>> {
  const bundled = await runCommand(process.execPath, ["scripts/bundle.mjs"]);
  if (bundled.code !== 0) throw new Error(bundled.stderr);
  const dataDir = await mkdtemp(join(tmpdir(), "patchops e2e prepared "));
  const remove = () => rm(dataDir, { recursive: true, force: true });
  try {
    const instance = await startInstance({ dataDir });
    const code = await instance.end();
    if (code !== 0) throw new Error(`The first instance ended with ${code}:\n${instance.output()}`);
    // Each copy looks for a port of its own at once.
    await rm(join(dataDir, "postgres.port"));
  } catch (error) {
    await remove();
    throw error;
  }
  process.env.E2E_PREPARED_DIR = dataDir;
  return remove;
}
