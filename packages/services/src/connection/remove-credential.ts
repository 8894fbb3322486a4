import type { Transaction } from "@patchops/db";

/** Takes away the key or login of a connection that one person has, or all share (`userId` null). */
export async function removeCredential(
  trx: Transaction,
  place: { organizationId: string; connectionId: string; userId: string | null },
): Promise<void> {
  await trx
    .deleteFrom("connectionCredentials")
    .where("organizationId", "=", place.organizationId)
    .where("connectionId", "=", place.connectionId)
    .where("userId", place.userId === null ? "is" : "=", place.userId)
    .execute();
}
