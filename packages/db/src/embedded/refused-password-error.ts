import { dirname, join } from "node:path";
import { DatabaseError } from "../database-error.ts";

/** The cluster was made with another password than the file beside it holds. */
export function refusedPasswordError(clusterDir: string): DatabaseError {
  return new DatabaseError(
    "postgres_start_failed",
    `The database in ${clusterDir} does not take the password in ${join(dirname(clusterDir), "postgres.password")}.`,
    "Restore that file from a backup, or move both away to begin with an empty database.",
  );
}
