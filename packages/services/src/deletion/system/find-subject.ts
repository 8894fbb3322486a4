import { AppError } from "@patchops/contract";
import type { Database } from "@patchops/db";

interface Subject {
  subject: "account" | "organization";
  id: string;
  name: string;
  /** In whose audit it stands. */
  organizationId: string;
}

/** The account with a mail address, or an organization. A system file: an admin of the instance names any. Throws `not_found`. */
export async function findSubject(
  database: Database,
  input: { email: string } | { organizationId: string },
): Promise<Subject> {
  if ("organizationId" in input) {
    const organization = await database.system
      .selectFrom("organizations")
      .select(["id", "name"])
      .where("id", "=", input.organizationId)
      .executeTakeFirst();
    if (organization === undefined) throw new AppError("not_found", "There is no such organization.");
    return { ...organization, subject: "organization", organizationId: organization.id };
  }
  const user = await database.system
    .selectFrom("users as u")
    .leftJoin("members as m", "m.userId", "u.id")
    .leftJoin("closedMemberships as c", "c.userId", "u.id")
    .select((eb) => [
      "u.id",
      "u.email",
      eb.fn.coalesce("m.organizationId", "c.organizationId").as("organizationId"),
    ])
    .where("u.email", "=", input.email)
    .where("u.isService", "=", false)
    .orderBy("m.createdAt")
    .limit(1)
    .executeTakeFirst();
  if (user === undefined || user.organizationId === null) {
    throw new AppError("not_found", "There is no account with that mail address.", {
      details: { field: "email" },
    });
  }
  return { subject: "account", id: user.id, name: user.email, organizationId: user.organizationId };
}
