import { afterAll, inject } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    testDatabasesUrl: string;
  }
}

/** The same for every node of a test: two that open one database must agree. */
export const testPasswords = {
  appPassword: "app-password",
  systemPassword: "system-password",
  signingKey: "signing-key",
} as const;

export interface TestDatabase {
  /** Of the owning role. */
  connectionString: string;
  /** Ends its connections and removes it. */
  drop(): Promise<void>;
}

/**
 * A fresh, migrated database of this test run's cluster, which nobody has opened yet, or with `isOpened` somebody with
 * `testPasswords`; the first call starts the cluster.
 */
export async function createTestDatabase({ isOpened = false } = {}): Promise<TestDatabase> {
  const url = inject("testDatabasesUrl");
  const answer = await fetch(isOpened ? `${url}?opened` : url, { method: "POST" });
  if (!answer.ok) throw new Error(`no test database: ${await answer.text()}`);
  const { connectionString } = (await answer.json()) as { connectionString: string };
  const name = new URL(connectionString).pathname;
  return {
    connectionString,
    async drop() {
      await fetch(new URL(name, url), { method: "DELETE" });
    },
  };
}

export interface OpenTestDatabaseOptions {
  connectionString: string;
  appPassword: string;
  systemPassword: string;
  signingKey: string;
}

/**
 * A fresh, migrated database, opened; closed and dropped when the test file (or `describe`) that called it is over.
 * Call it where hooks are registered: `const { database } = await openTestDatabase(openDatabase);`
 */
export async function openTestDatabase<T extends { close(): Promise<void> }>(
  open: (options: OpenTestDatabaseOptions) => Promise<T>,
): Promise<{ database: T; connectionString: string }> {
  const { connectionString, drop } = await createTestDatabase({ isOpened: true });
  const database = await open({ connectionString, ...testPasswords });
  afterAll(async () => {
    await database.close();
    await drop();
  });
  return { database, connectionString };
}
