import type { Transaction } from "@patchops/db";
import type { resolveProfileTools } from "./resolve-tools.ts";

const batchSize = 1_000;

/** Puts this in place of what a profile says of single tools. */
export async function storeProfileTools(
  trx: Transaction,
  place: { organizationId: string; profileId: string },
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
