import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import type { TestProject } from "vitest/node";
import { startInstance } from "./start-instance.ts";

/**
 * For vitest: starts an instance once on a database of the cluster that the run shares, and keeps what it made; those of the
 * tests begin with a copy, and need neither a Postgres of their own nor its start. One begins here, for all who can share it.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { testDatabasesUrl } = project.getProvidedContext();
  const dataDir = await mkdtemp(join(tmpdir(), "patchops e2e prepared "));
  const remove = () => rm(dataDir, { recursive: true, force: true });
  try {
    const answer = await fetch(testDatabasesUrl, { method: "POST" });
    if (!answer.ok) throw new Error(`no database: ${await answer.text()}`);
    const { connectionString } = await answer.json();
    const instance = await startInstance({ dataDir, env: { DATABASE_URL: connectionString } });
    const code = await instance.end();
    if (code !== 0) throw new Error(`The first instance ended with ${code}:\n${instance.output()}`);
    process.env.E2E_PREPARED_DATABASE = new URL(new URL(connectionString).pathname, testDatabasesUrl).href;
  } catch (error) {
    await remove();
    throw error;
  }
  process.env.E2E_PREPARED_DIR = dataDir;
  const shared = await startInstance();
  process.env.E2E_SHARED_URL = shared.url;
  process.env.E2E_SHARED_DIR = shared.dataDir;
  return async () => {
    await shared.dispose();
    await remove();
  };
}
