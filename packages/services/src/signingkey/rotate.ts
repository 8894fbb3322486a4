import type { RotateSigningKeysInput, SigningKeyState } from "@patchops/contract";
import { type AuditActor, auditActor, instanceOperator, recordAudit } from "../audit/index.ts";
import type { Context, Services } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { requireProof } from "../session/index.ts";
import { renewSigningKeys } from "./renew.ts";
import { readSigningKeyStates } from "./states.ts";

/** Has new keys sign from now on, while everything goes on. Instance admins. Throws `step_up_required`. */
export async function rotateSigningKeys(
  context: Context,
  input: RotateSigningKeysInput,
): Promise<SigningKeyState[]> {
  requireAccess(context, "admin.rotateSigningKeys");
  await requireProof(context, "admin.rotateSigningKeys");
  return rotate(context.services, input, auditActor(context));
}

/** `patchops admin rotate-signing-keys`. */
export async function rotateSigningKeysAsOperator(
  services: Services,
  input: RotateSigningKeysInput,
): Promise<SigningKeyState[]> {
  return rotate(services, input, await instanceOperator(services.database));
}

async function rotate(
  services: Services,
  { purposes }: RotateSigningKeysInput,
  actor: AuditActor,
): Promise<SigningKeyState[]> {
  await services.database.withOrganization(actor.organizationId, async (trx) => {
    const renewed = await renewSigningKeys(services, trx, purposes);
    await recordAudit(trx, actor, {
      action: "signing_key.rotate",
      targetKind: "instance",
      targetId: null,
      data: { purposes: renewed },
    });
  });
  return readSigningKeyStates(services);
}
