import type { TestProject } from "vitest/node";
import { openDatabase, startEmbeddedPostgres } from "./packages/db/src/index.ts";
import { serveTestDatabases } from "./packages/testing/src/index.ts";

/**
 * Joins the test databases with our Postgres and our migrations; nothing starts before a test file asks for one. A project that
 * needs them in a set-up of its own names this one too: all share what the first has started.
 */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (project.getProvidedContext().testDatabasesUrl !== undefined) return undefined;
  const databases = await serveTestDatabases({
    start: (dataDir, settings) => startEmbeddedPostgres({ dataDir, settings }),
    migrate: async (options) => (await openDatabase(options)).close(),
  });
  project.vitest.getRootProject().provide("testDatabasesUrl", databases.url);
  return () => databases.stop();
}
