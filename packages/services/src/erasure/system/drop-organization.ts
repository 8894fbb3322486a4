import type { Services } from "../../context.ts";
import { countDeleted } from "./report.ts";
import { columnsWith, organizationTables } from "./tables.ts";

/**
 * Deletes the organization's own row, with what is about it outside its tables: holds that were released, whose reasons stand in the
 * audit, and jobs. Makes sure that no table has a row of it. A system file. Throws where one has: what was on its way came in meanwhile, and the next try finds it.
 */
export async function dropOrganization(
  { database, jobs }: Pick<Services, "database" | "jobs">,
  { deletionId, organizationId }: { deletionId: string; organizationId: string },
): Promise<void> {
  await database.system.transaction().execute(async (trx) => {
    const { numDeletedRows } = await trx
      .deleteFrom("organizations")
      .where("id", "=", organizationId)
      .executeTakeFirst();
    await countDeleted(trx, deletionId, { table: "organizations", rows: Number(numDeletedRows) });
    const holds = await trx
      .deleteFrom("legalHolds")
      .where("subjectId", "=", organizationId)
      .where("releasedAt", "is not", null)
      .executeTakeFirst();
    await countDeleted(trx, deletionId, { table: "legal_holds", rows: Number(holds.numDeletedRows) });
    const sent = await jobs.forget(trx, organizationId);
    await countDeleted(trx, deletionId, { table: "jobs", rows: sent });
  });
  const left = await columnsWith(database, await organizationTables(database), organizationId);
  if (left.length > 0)
    throw new Error(`rows came in meanwhile: ${left.map(({ table }) => table).join(", ")}`);
}
