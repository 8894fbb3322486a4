import type { Database, Transaction } from "@patchops/db";
import { people } from "../cast.ts";

/** Tables that no foreign key ties to their organization. */
const untied = [
  "usageEvents",
  "usageHours",
  "usageDays",
  "usageDayKeys",
  "usagePeriods",
  "usageQuotas",
  "callPayloads",
  "promptSessions",
  "auditEntries",
  "auditChains",
] as const;

/** Deletes an organization and those of its members whom the sample made. A system file: the app role may delete neither. */
export async function deleteSampleOrganization(
  database: Database,
  organizationId: string,
  within: (trx: Transaction, userIds: readonly string[]) => Promise<void>,
): Promise<void> {
  const emails = people.map(({ email }) => email);
  await database.system.transaction().execute(async (trx) => {
    const made = await trx
      .selectFrom("members")
      .innerJoin("users", "users.id", "members.userId")
      .select("users.id")
      .where("members.organizationId", "=", organizationId)
      .where("users.email", "in", emails)
      .execute();
    const userIds = made.map(({ id }) => id);
    for (const table of untied) {
      await trx.deleteFrom(table).where("organizationId", "=", organizationId).execute();
    }
    await trx.deleteFrom("organizations").where("id", "=", organizationId).execute();
    if (userIds.length > 0) await trx.deleteFrom("users").where("id", "in", userIds).execute();
    await within(trx, userIds);
  });
}
