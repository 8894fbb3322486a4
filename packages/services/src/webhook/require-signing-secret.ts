import { AppError } from "@patchops/contract";
import type { Transaction } from "@patchops/db";

/** Refuses to promise webhooks that nothing could sign; `field` asked for them. Throws `invalid_input`. */
export async function requireSigningSecret(
  trx: Transaction,
  { organizationId, field }: { organizationId: string; field: string },
): Promise<void> {
  const secret = await trx
    .selectFrom("webhookSecrets")
    .select("id")
    .where("organizationId", "=", organizationId)
    .where("retiredAt", "is", null)
    .executeTakeFirst();
  if (secret !== undefined) return;
  throw new AppError("invalid_input", "There is no secret yet that webhooks are signed with.", {
    next: "An owner or admin makes one at Settings, Organization, or by: patchops webhooks rotate-secret",
    details: { field },
  });
}
