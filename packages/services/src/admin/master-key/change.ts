import type { MasterKeyStatus, RotateKeyInput } from "@patchops/contract";
import { AppError } from "@patchops/contract";
import { auditActor, recordAudit } from "../../audit/index.ts";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { requireProof } from "../../session/index.ts";
import { beginRotation } from "./begin-rotation.ts";
import { isUnderWay, readRotation } from "./key-facts.ts";
import { removeOldKeys } from "./remove-old-keys.ts";
import { masterKeyStatus } from "./status.ts";

/** The master key as instance admins see it: ids and counts, never a key. */
export async function readMasterKey(context: Context): Promise<MasterKeyStatus> {
  requireAccess(context, "admin.masterKey");
  return masterKeyStatus(context.services);
}

/**
 * Begins a change of the master key, which a worker carries out while everything goes on. Instance admins. Throws
 * `step_up_required`, and `conflict` when there is no key to go to or a change is under way.
 */
export async function changeMasterKey(context: Context, input: RotateKeyInput): Promise<MasterKeyStatus> {
  requireAccess(context, "admin.rotateMasterKey");
  await requireProof(context, "admin.rotateMasterKey");
  const { services, actor } = context;
  const present = await services.database.transaction(readRotation);
  if (isUnderWay(present)) throw new AppError("conflict", "A change of the master key is under way.");
  const { isResealing = false, isOnlyNode = false } = input;
  await beginRotation(services, present, { isResealing, isOnlyNode });
  await services.database.withOrganization(actor.organizationId, (trx) =>
    recordAudit(trx, auditActor(context), {
      action: "master_key.rotate",
      targetKind: "instance",
      targetId: null,
      data: { isResealing },
    }),
  );
  return masterKeyStatus(services);
}

/** Takes the older master keys away, for good. Instance admins. Throws `step_up_required`, `conflict` like `removeOldKeys`. */
export async function dropOldKeys(context: Context): Promise<{ dataKeys: number; isInSettings: boolean }> {
  requireAccess(context, "admin.removeOldKeys");
  await requireProof(context, "admin.removeOldKeys");
  const { services, actor } = context;
  const removed = await removeOldKeys(services);
  await services.database.withOrganization(actor.organizationId, (trx) =>
    recordAudit(trx, auditActor(context), {
      action: "master_key.remove_old",
      targetKind: "instance",
      targetId: null,
    }),
  );
  return removed;
}
