import type { Database } from "@patchops/db";
import { sql } from "kysely";
import { countDeleted, noteKept } from "./report.ts";

/** Rows about a person that no foreign key ties to their account. */
const ofPerson = [
  { table: "approvals", isTheirs: (userId: string) => sql`user_id = ${userId}` },
  { table: "saved_views", isTheirs: (userId: string) => sql`user_id = ${userId}` },
  { table: "invitations", isTheirs: (_: string, email: string) => sql`email = ${email}` },
  { table: "scim_problems", isTheirs: (_: string, email: string) => sql`subject = ${email}` },
  { table: "mails", isTheirs: (_: string, email: string) => sql`recipient = ${email}` },
  // Written before there was an account, or past it.
  { table: "support_tickets", isTheirs: (_: string, email: string) => sql`email = ${email}` },
  { table: "waitlist_entries", isTheirs: (_: string, email: string) => sql`email = ${email}` },
  { table: "suppressed_addresses", isTheirs: (_: string, email: string) => sql`address = ${email}` },
  // Why there was one stands in the audit. One that holds keeps all of this from being done.
  {
    table: "legal_holds",
    isTheirs: (userId: string) => sql`subject_id = ${userId} and released_at is not null`,
  },
];

export const personTables: readonly string[] = ofPerson.map(({ table }) => table);

/**
 * Takes out of the records of organizations that go on what was a person's alone, and leaves of the account an id without a name. A
 * system file: the organizations are many.
 */
export async function clearPerson(
  database: Database,
  { deletionId, userId, email }: { deletionId: string; userId: string; email: string },
): Promise<void> {
  await database.system.transaction().execute(async (trx) => {
    for (const { table, isTheirs } of ofPerson) {
      const { numAffectedRows = 0n } = await sql`
        delete from ${sql.table(table)} where ${isTheirs(userId, email)}
      `.execute(trx);
      await countDeleted(trx, deletionId, { table, rows: Number(numAffectedRows) });
    }
    await trx
      .updateTable("promptSessions")
      .set({ address: null, userAgent: null })
      .where("userId", "=", userId)
      .execute();
    const { numUpdatedRows } = await trx
      .updateTable("users")
      .set({
        email: `${userId}@deleted.invalid`,
        ...{ name: "Deleted account", passwordHash: null, preferences: "{}" },
        ...{ emailVerifiedAt: null, suspendedAt: null, suspensionReason: null, lastLoginAt: null },
        isInstanceAdmin: false,
      })
      .where("id", "=", userId)
      .where("email", "not like", "%@deleted.invalid")
      .executeTakeFirst();
    await countDeleted(trx, deletionId, { table: "users", rows: Number(numUpdatedRows) });
    const ofOrganizations =
      "It belongs to the organization, as its members know; the account's id in it leads to nobody.";
    await noteKept(trx, deletionId, [
      { what: "calls, runs, programs and workflows", rows: null, why: ofOrganizations, until: null },
      {
        what: "audit entries",
        rows: null,
        why: "Organizations have to be able to show who did what: signed entries keep the name, as long as the instance keeps them.",
        until: null,
      },
      {
        what: "an id",
        rows: 1,
        why: "Those records refer to it. It has no name and no address.",
        until: null,
      },
    ]);
  });
}
