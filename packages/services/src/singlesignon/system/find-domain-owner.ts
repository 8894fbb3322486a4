import type { Database } from "@patchops/db";

/** The organization that a mail domain is verified for, or null. A system file: it looks for the organization. */
export async function findDomainOwner(database: Database, domain: string): Promise<string | null> {
  const row = await database.system
    .selectFrom("organizationDomains")
    .select("organizationId")
    .where("domain", "=", domain)
    .where("verifiedAt", "is not", null)
    .limit(1)
    .executeTakeFirst();
  return row?.organizationId ?? null;
}
