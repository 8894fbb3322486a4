import type { Migration } from "kysely/migration";
import { DatabaseError } from "../database-error.ts";
import { migrations } from "../migrations/index.ts";

/** Throws `database_newer` when a backup has migrations that this version does not know. */
export function requireKnownMigrations(
  applied: readonly string[],
  known: Readonly<Record<string, Migration>> = migrations,
): void {
  const unknown = applied.find((name) => !Object.hasOwn(known, name));
  if (unknown === undefined) return;
  throw new DatabaseError(
    "database_newer",
    `The backup was made by a newer PatchOps (it has the migration ${unknown}).`,
    "Restore it with that version or a newer one.",
  );
}
