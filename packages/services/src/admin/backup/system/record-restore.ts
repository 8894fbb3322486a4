import { recordAudit } from "../../../audit/index.ts";
import type { Services } from "../../../context.ts";
import { operator } from "../../operator.ts";
import { restoredBackupFact, restoredBackupSchema } from "../manifest.ts";

/**
 * At a start: has each organization's audit log tell of the backup that was restored, once. The restore itself could not: what
 * entries are signed with is known when the restored database is open.
 */
export async function recordRestore({ database }: Pick<Services, "database">): Promise<void> {
  await database.system.transaction().execute(async (trx) => {
    const fact = await trx
      .deleteFrom("instanceFacts")
      .where("key", "=", restoredBackupFact)
      .returning("value")
      .executeTakeFirst();
    if (fact === undefined) return;
    const { id, ...data } = restoredBackupSchema.parse(fact.value);
    for (const organization of await trx.selectFrom("organizations").select("id").execute()) {
      await recordAudit(trx, operator(organization.id), {
        action: "instance.restore",
        targetKind: "instance",
        targetId: id,
        data,
      });
    }
  });
}
