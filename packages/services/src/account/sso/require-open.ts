import { AppError } from "@patchops/contract";
import type { Transaction } from "@patchops/db";

/** Nobody joins an organization that is to be deleted. Throws `forbidden`. */
export async function requireOpen(trx: Transaction, organizationId: string): Promise<void> {
  const closed = await trx
    .selectFrom("closedMemberships")
    .select("userId")
    .where("organizationId", "=", organizationId)
    .limit(1)
    .executeTakeFirst();
  if (closed !== undefined) throw new AppError("forbidden", "This organization is to be deleted.");
}
