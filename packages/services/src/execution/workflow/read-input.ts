import type { Transaction } from "@patchops/db";
import { sql } from "kysely";

/** What a run was given: `null` where it was that, `undefined` where it was given nothing. */
export async function readInput(
  trx: Transaction,
  { organizationId, executionId }: { organizationId: string; executionId: string },
): Promise<unknown> {
  const { input, isGiven } = await trx
    .selectFrom("executions")
    // JSON's null and no JSON at all read alike.
    .select(["input", sql<boolean>`input is not null`.as("isGiven")])
    .where("organizationId", "=", organizationId)
    .where("id", "=", executionId)
    .executeTakeFirstOrThrow();
  return isGiven ? input : undefined;
}
