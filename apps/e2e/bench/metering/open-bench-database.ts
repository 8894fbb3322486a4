import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Database, openDatabase, startEmbeddedPostgres } from "@patchops/db";
import { testPasswords } from "@patchops/testing";
import pg from "pg";

/** A Postgres of its own with our tables in it. */
export interface BenchDatabase {
  database: Database;
  /** Of the owner of the tables. */
  owner: pg.Client;
  close(): Promise<void>;
}

/** Starts a Postgres in a directory of its own, which goes with it. */
export async function openBenchDatabase(): Promise<BenchDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), "patchops-bench-"));
  const postgres = await startEmbeddedPostgres({ dataDir });
  const { connectionString } = postgres;
  const database = await openDatabase({ connectionString, ...testPasswords });
  const owner = new pg.Client({ connectionString });
  await owner.connect();
  return {
    database,
    owner,
    async close() {
      await owner.end();
      await database.close();
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
