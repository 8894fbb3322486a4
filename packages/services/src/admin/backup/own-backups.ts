import { AppError, type Backup, type BackupState, newId } from "@patchops/contract";
import { type AuditActor, auditActor, instanceOperator, recordAudit } from "../../audit/index.ts";
import type { Context, Services } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { nextBackupAt, readBackupFacts } from "./backup-times.ts";
import { noDirectory } from "./make-backup.ts";
import { isUnderWay } from "./nightly.ts";

const shown = 50;

/** The backups that the instance made by itself. Instance admins. */
export async function listBackups(context: Context): Promise<BackupState> {
  requireAccess(context, "admin.backups");
  return listBackupsAsOperator(context.services);
}

/** `patchops admin backups list`. */
export async function listBackupsAsOperator({ database, settings }: Services): Promise<BackupState> {
  const { directory, keep, recipient } = settings.backup;
  return database.transaction(async (trx) => {
    const { lastDoneAt } = await readBackupFacts(trx);
    const rows = await trx
      .selectFrom("backups")
      .selectAll()
      .orderBy("createdAt", "desc")
      .limit(shown)
      .execute();
    const backups = rows.map(({ directory: _, aliveAt: __, ...row }): Backup => row);
    const nextAt = directory === null ? null : nextBackupAt();
    return { directory, keep, isEncrypted: recipient !== null, nextAt, lastDoneAt, backups };
  });
}

/** Has a worker back the instance up now. Instance admins. Throws `conflict` where there is no directory, or while one is being made. */
export async function backUp(context: Context): Promise<{ id: string }> {
  requireAccess(context, "admin.backUp");
  return ask(context.services, auditActor(context));
}

/** `patchops admin backups run`. */
export async function backUpAsOperator(services: Services): Promise<{ id: string }> {
  return ask(services, await instanceOperator(services.database));
}

async function ask(services: Services, actor: AuditActor): Promise<{ id: string }> {
  const { database, jobs, settings } = services;
  if (settings.backup.directory === null) throw noDirectory();
  const id = newId();
  await database.withOrganization(actor.organizationId, async (trx) => {
    if (await isUnderWay(trx)) throw new AppError("conflict", "A backup is being made.");
    await trx.insertInto("backups").values({ id, status: "queued", isAsked: true }).execute();
    await jobs.send(trx, "backup", { backupId: id });
    await recordAudit(trx, actor, { action: "instance.back_up", targetKind: "instance", targetId: id });
  });
  return { id };
}
