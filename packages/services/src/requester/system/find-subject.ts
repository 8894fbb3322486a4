import { AppError } from "@patchops/contract";
import type { Database } from "@patchops/db";
import { findAccount } from "./find-account.ts";

/** An account or an organization that an admin of the instance does something with. */
export interface RequestSubject {
  subject: "account" | "organization";
  id: string;
  name: string;
  /** In whose audit it stands. */
  organizationId: string;
  /** The verified request for which it is done. */
  ticketId: string | null;
}

/**
 * The account with a mail address, an organization, or for a verified support request its person's account, or an organization that they
 * own. A system file: an admin of the instance names any. Throws `not_found`, `conflict` for a request that is not verified.
 */
export async function findSubject(
  database: Database,
  input:
    | { email: string }
    | { organizationId: string }
    | { ticketId: string; organizationId?: string | undefined },
): Promise<RequestSubject> {
  if ("email" in input || ("ticketId" in input && input.organizationId === undefined)) {
    const { userId, email, organizationId, ticketId } = await findAccount(database, input);
    return { subject: "account", id: userId, name: email, organizationId, ticketId };
  }
  const ticketId = "ticketId" in input ? input.ticketId : null;
  const id = input.organizationId ?? "";
  if (ticketId !== null) {
    const { userId } = await findAccount(database, { ticketId });
    await requireOwner(database, { userId, organizationId: id });
  }
  const organization = await database.system
    .selectFrom("organizations")
    .select("name")
    .where("id", "=", id)
    .executeTakeFirst();
  if (organization === undefined) throw new AppError("not_found", "There is no such organization.");
  return { subject: "organization", id, name: organization.name, organizationId: id, ticketId };
}

/** Throws `not_found` for somebody who does not own the organization: what others own is none of theirs to ask for. */
export async function requireOwner(
  { system }: Database,
  { userId, organizationId }: { userId: string; organizationId: string },
): Promise<void> {
  const row = await system
    .selectFrom("members")
    .select("userId")
    .where("organizationId", "=", organizationId)
    .where("userId", "=", userId)
    .where("role", "=", "owner")
    .executeTakeFirst();
  if (row === undefined) throw new AppError("not_found", "They own no such organization.");
}
