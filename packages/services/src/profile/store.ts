import type { Transaction } from "@patchops/db";
import type { resolveProfileTools } from "./resolve-tools.ts";

interface Place {
  organizationId: string;
  profileId: string;
}

/** One change of an organization's profiles at a time: which is the default, and whose slug is free, stays true. */
export async function lockProfiles(trx: Transaction, organizationId: string): Promise<void> {
  await trx
    .selectFrom("organizations")
    .select("id")
    .where("id", "=", organizationId)
    .forNoKeyUpdate()
    .execute();
}

/** Takes the place of default from whichever profile has it. */
export async function dropDefault(trx: Transaction, organizationId: string): Promise<void> {
  await trx
    .updateTable("profiles")
    .set({ isDefault: false })
    .where("organizationId", "=", organizationId)
    .where("isDefault", "=", true)
    .execute();
}

export async function storeConnections(
  trx: Transaction,
  place: Place,
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

const batchSize = 1_000;

export async function storeProfileTools(
  trx: Transaction,
  place: Place,
  tools: ReturnType<typeof resolveProfileTools>,
): Promise<void> {
  const { organizationId, profileId } = place;
  await trx
    .deleteFrom("profileTools")
    .where("organizationId", "=", organizationId)
    .where("profileId", "=", profileId)
    .execute();
  for (let start = 0; start < tools.length; start += batchSize) {
    await trx
      .insertInto("profileTools")
      .values(tools.slice(start, start + batchSize).map((tool) => ({ organizationId, profileId, ...tool })))
      .execute();
  }
}
