import pg from "pg";
import { connectionStringFor } from "./connection-string.ts";
import { DatabaseError } from "./database-error.ts";

/** One connection as the role that owns the tables. Throws `database_unreachable`. */
export async function connectOwner(ownerConnectionString: string): Promise<pg.Client> {
  const owner = new pg.Client({
    connectionString: ownerConnectionString,
    application_name: "patchops owner",
    connectionTimeoutMillis: 10_000,
  });
  owner.on("error", () => undefined);
  try {
    await owner.connect();
    return owner;
  } catch (error) {
    const address = new URL(connectionStringFor(ownerConnectionString, "", "")).host;
    throw new DatabaseError(
      "database_unreachable",
      `The database at ${address} cannot be reached: ${error instanceof Error ? error.message : String(error)}`,
      "Check that it runs and that DATABASE_URL (and DATABASE_DIRECT_URL) name its host, port, user and password.",
      error,
    );
  }
}
