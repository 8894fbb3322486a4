import type { Database } from "@patchops/db";
import type { ExportSubject } from "../plan-files.ts";
import type { ClaimedExport } from "./export-record.ts";

/** For whom an export is written: by what they may at the moment of the writing. */
export interface ExportOwner extends ExportSubject {
  email: string;
}

/**
 * Whose data goes into an export, or null where its owner may have it no longer. Organizations that they left are not in it. A system
 * file: it looks for the organizations.
 */
export async function exportSubject(
  { system }: Database,
  { userId, organizationId, sources }: ClaimedExport,
): Promise<ExportOwner | null> {
  const user = await system
    .selectFrom("users")
    .select(["id", "email"])
    .where("id", "=", userId)
    .where("status", "=", "active")
    .executeTakeFirst();
  if (user === undefined) return null;
  const memberships = await system
    .selectFrom("members as m")
    .innerJoin("organizations as o", "o.id", "m.organizationId")
    .select(["o.id", "o.name", "m.role"])
    .where("m.userId", "=", userId)
    .orderBy("o.id")
    .execute();
  const { email } = user;
  if (organizationId === null) {
    const organizations = memberships.filter(({ id }) => sources.includes(id));
    return { email, person: { id: userId, email }, organizations };
  }
  const organizations = memberships.filter(({ id, role }) => id === organizationId && role === "owner");
  return organizations.length === 0 ? null : { email, person: null, organizations };
}
