import type { Database } from "@patchops/db";
import { countDeleted } from "./report.ts";
import { columnsWith, organizationTables } from "./tables.ts";

/**
 * Deletes the organization's own row, and makes sure that no table has a row of it.
 * A system file. Throws where one has: what was on its way came in meanwhile, and the next try finds it.
 */
export async function dropOrganization(
  database: Database,
  { deletionId, organizationId }: { deletionId: string; organizationId: string },
): Promise<void> {
  await database.system.transaction().execute(async (trx) => {
    const { numDeletedRows } = await trx
      .deleteFrom("organizations")
      .where("id", "=", organizationId)
      .executeTakeFirst();
    await countDeleted(trx, deletionId, { table: "organizations", rows: Number(numDeletedRows) });
  });
  const left = await columnsWith(database, await organizationTables(database), organizationId);
  if (left.length > 0)
    throw new Error(`rows came in meanwhile: ${left.map(({ table }) => table).join(", ")}`);
}
