import type { Database } from "@patchops/db";

/** More are not looked at: each name costs a look-up. */
const most = 1_000;

/** Connections to an address, the newest first. A system file: they belong to many organizations. */
export async function readDialled({
  system,
}: Database): Promise<{ url: string; name: string; organization: string }[]> {
  const rows = await system
    .selectFrom("connections as c")
    .innerJoin("organizations as o", "o.id", "c.organizationId")
    .select(["c.url", "c.name", "o.name as organization"])
    .where("c.transport", "=", "http")
    .where("c.url", "is not", null)
    .orderBy("c.id", "desc")
    .limit(most)
    .execute();
  return rows.flatMap(({ url, ...row }) => (url === null ? [] : [{ url, ...row }]));
}
