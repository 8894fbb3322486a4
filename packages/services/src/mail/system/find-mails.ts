import type { Mail } from "@patchops/contract";
import type { Database } from "@patchops/db";
import { sql } from "kysely";

/** Mails without what they say, the newest first. A system file: mails are of no organization. */
export function findMails(
  database: Database,
  {
    status,
    before,
    limit,
  }: { status: Mail["status"] | undefined; before: string | undefined; limit: number },
): Promise<(Omit<Mail, "nextAt"> & { nextAt: string })[]> {
  return database.system
    .selectFrom("mails")
    .select(["id", "kind", "recipient", "status", "statusAt", "attempts", "answer", "nextAt"])
    .select(["createdAt", "expiresAt", sql<boolean>`sealed is not null`.as("hasContent")])
    .$if(status !== undefined, (query) => query.where("status", "=", status ?? "queued"))
    .$if(before !== undefined, (query) => query.where("id", "<", before ?? ""))
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
}
