import { access } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Transaction } from "@patchops/db";
import { recordAudit } from "../../../audit/index.ts";
import type { Services } from "../../../context.ts";
import { operator } from "../../operator.ts";
import { restoredBackupFact, restoredBackupSchema } from "../manifest.ts";

/**
 * At a start: has each organization's audit log tell of the backup that was restored, once. The restore itself could not: what
 * entries are signed with is known when the restored database is open. The list of backups is made this instance's own.
 */
export async function recordRestore({
  database,
  settings,
}: Pick<Services, "database" | "settings">): Promise<void> {
  await database.system.transaction().execute(async (trx) => {
    const fact = await trx
      .deleteFrom("instanceFacts")
      .where("key", "=", restoredBackupFact)
      .returning("value")
      .executeTakeFirst();
    if (fact === undefined) return;
    await disownBackups(trx, settings.backup.directory);
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

/** Of the files that the backup tells of only those are this instance's that lie here; what was being made is made no more. */
async function disownBackups(trx: Transaction, directory: string | null): Promise<void> {
  await trx.deleteFrom("backups").where("status", "in", ["queued", "running"]).execute();
  const rows = await trx
    .selectFrom("backups")
    .select(["id", "directory", "file", "host"])
    .where("file", "is not", null)
    .execute();
  for (const row of rows) {
    const isOwn = row.directory === directory && row.host === hostname();
    if (isOwn && (await isThere(join(row.directory ?? "", row.file ?? "")))) continue;
    await trx.updateTable("backups").set({ file: null }).where("id", "=", row.id).execute();
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
