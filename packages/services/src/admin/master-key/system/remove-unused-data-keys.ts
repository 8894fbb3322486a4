import { recordAudit } from "../../../audit/index.ts";
import type { Services } from "../../../context.ts";
import { operator } from "../../operator.ts";
import { readSealed } from "./read-sealed.ts";

/**
 * Takes away the data keys that seal nothing and are not their organization's newest. Answers how many. A system file: it
 * goes over all organizations.
 */
export async function removeUnusedDataKeys({ database, vault }: Services): Promise<number> {
  const organizations = await database.system
    .selectFrom("dataKeys")
    .select("organizationId")
    .groupBy("organizationId")
    .having((query) => query.fn.countAll(), ">", 1)
    .execute();
  let removed = 0;
  for (const { organizationId } of organizations) {
    removed += await database.system.transaction().execute(async (trx) => {
      const { id: newest } = await trx
        .selectFrom("dataKeys")
        .select("id")
        .where("organizationId", "=", organizationId)
        .orderBy("createdAt", "desc")
        .limit(1)
        .executeTakeFirstOrThrow();
      // One that somebody seals with at this moment is held by them, and is left out.
      const older = await trx
        .selectFrom("dataKeys")
        .select("id")
        .where("organizationId", "=", organizationId)
        .where("id", "!=", newest)
        .forUpdate()
        .skipLocked()
        .execute();
      const sealed = await readSealed(trx, organizationId);
      const used = new Set(sealed.map(({ text }) => vault.dataKeyIdOf(text)));
      const unused = older.map(({ id }) => id).filter((id) => !used.has(id));
      for (const id of unused) {
        await trx
          .deleteFrom("dataKeys")
          .where("organizationId", "=", organizationId)
          .where("id", "=", id)
          .execute();
        await recordAudit(trx, operator(organizationId), {
          action: "data_key.remove",
          targetKind: "data_key",
          targetId: id,
        });
      }
      return unused.length;
    });
  }
  return removed;
}
