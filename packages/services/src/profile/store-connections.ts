import type { Transaction } from "@patchops/db";

/** Puts these connections in place of those that are in a profile. */
export async function storeConnections(
  trx: Transaction,
  place: { organizationId: string; profileId: string },
  ids: readonly string[],
): Promise<void> {
  const { organizationId, profileId } = place;
  await trx
    .deleteFrom("profileConnections")
    .where("organizationId", "=", organizationId)
    .where("profileId", "=", profileId)
    .execute();
  if (ids.length === 0) return;
  await trx
    .insertInto("profileConnections")
    .values(ids.map((connectionId) => ({ organizationId, profileId, connectionId })))
    .execute();
}
