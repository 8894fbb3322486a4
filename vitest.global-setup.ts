import type { TestProject } from "vitest/node";
import { openDatabase, startEmbeddedPostgres } from "./packages/db/src/index.ts";
import { serveTestDatabases } from "./packages/testing/src/index.ts";

/** Joins the test databases with our Postgres and our migrations; nothing starts before a test file asks for one. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const databases = await serveTestDatabases({
    start: (dataDir, settings) => startEmbeddedPostgres({ dataDir, settings }),
    migrate: async (options) => (await openDatabase(options)).close(),
  });
  project.provide("testDatabasesUrl", databases.url);
  return () => databases.stop();
}
