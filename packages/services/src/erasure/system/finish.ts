import type { Database } from "@patchops/db";
import { sql } from "kysely";
import type { Services } from "../../context.ts";
import { createDeletionLink, type DeletionRow, proofDays } from "../../deletion/index.ts";
import { queueMail } from "../../mail/index.ts";

/** Closes a deletion: whose it was is forgotten, and they are mailed where its proof is. Doing it again changes nothing. */
export async function finishDeletion(services: Services, { id, subject }: DeletionRow): Promise<void> {
  await services.database.system.transaction().execute(async (trx) => {
    const row = await trx
      .selectFrom("deletions")
      .select(["contacts", "subjectName"])
      .where("id", "=", id)
      .where("state", "=", "running")
      .forUpdate()
      .executeTakeFirst();
    if (row === undefined) return;
    await trx
      .updateTable("deletions")
      .set({
        ...{ state: "done", endedAt: sql<string>`now()`, problem: null },
        // What was said of them stands in the audit.
        ...{ subjectName: null, reason: null, contacts: [] },
      })
      .where("id", "=", id)
      .execute();
    const expiresAt = new Date(Date.now() + proofDays * 86_400_000).toISOString();
    await trx.updateTable("deletionLinks").set({ expiresAt }).where("deletionId", "=", id).execute();
    for (const to of row.contacts) {
      const { url } = await createDeletionLink(services, trx, { deletionId: id, expiresAt });
      const data = { subject, name: row.subjectName ?? "", url, daysValid: proofDays };
      await queueMail(services, trx, { kind: "deletion-done", to, data });
    }
  });
}

/** Why it does not go on by now, for who looks at it. */
export async function noteProblem(database: Database, id: string, problem: string): Promise<void> {
  await database.system.updateTable("deletions").set({ problem }).where("id", "=", id).execute();
}
