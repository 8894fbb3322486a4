import type { Database } from "@patchops/db";
import { countDeleted } from "./report.ts";

/** Deletes the users that an organization's service accounts are. A system file. */
export async function dropServiceAccounts(
  database: Database,
  { deletionId, organizationId }: { deletionId: string; organizationId: string },
): Promise<void> {
  await database.system.transaction().execute(async (trx) => {
    const { numDeletedRows } = await trx
      .deleteFrom("users")
      .where("isService", "=", true)
      .where("id", "in", (query) =>
        query.selectFrom("serviceAccounts").select("userId").where("organizationId", "=", organizationId),
      )
      .executeTakeFirst();
    await countDeleted(trx, deletionId, { table: "users", rows: Number(numDeletedRows) });
  });
}
