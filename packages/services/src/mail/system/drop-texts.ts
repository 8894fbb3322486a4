import type { Database } from "@patchops/db";
import { sql } from "kysely";

/** Forgets what mails said once it says nothing true any more, links above all; answers of how many. A system file: mails are of no organization. */
export async function dropMailTexts({ system }: Database): Promise<number> {
  const { numUpdatedRows } = await system
    .updateTable("mails")
    .set({ sealed: null })
    .where("sealed", "is not", null)
    .where("expiresAt", "<", sql<string>`now()`)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}
