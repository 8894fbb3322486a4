import type { Credit } from "@patchops/contract";
import type { Transaction } from "@patchops/db";

/** An organization's credits and refunds, the newest first. */
export async function readCredits(trx: Transaction, organizationId: string): Promise<Credit[]> {
  return trx
    .selectFrom("billingCredits")
    .select([
      "id",
      "kind",
      "amountCents",
      "currency",
      "reason",
      "invoiceId",
      "state",
      "lastError",
      "createdAt",
    ])
    .where("organizationId", "=", organizationId)
    .orderBy("id", "desc")
    .limit(100)
    .execute();
}
