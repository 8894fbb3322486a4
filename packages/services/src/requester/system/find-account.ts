import { AppError } from "@patchops/contract";
import type { Database } from "@patchops/db";

/** For whom something is done at their request. */
export interface RequesterAccount {
  userId: string;
  email: string;
  status: "active" | "suspended" | "deleted";
  /** In whose audit it stands: the first that they are in. */
  organizationId: string;
  /** The verified request. */
  ticketId: string | null;
  /** In which organization they were when they asked. */
  askedIn: string | null;
}

/**
 * The account with a mail address, or of the person of a support request, which has to be verified (`SupportTicketTable.verifiedAt`): else
 * anybody could have others' accounts deleted by a mail. A system file: an admin of the instance names any. Throws `not_found`,
 * `conflict`.
 */
export async function findAccount(
  { system }: Database,
  input: { email: string } | { ticketId: string },
): Promise<RequesterAccount> {
  const ticket = "ticketId" in input ? await findTicket(system, input.ticketId) : null;
  const user = await system
    .selectFrom("users as u")
    .leftJoin("members as m", "m.userId", "u.id")
    .leftJoin("closedMemberships as c", "c.userId", "u.id")
    .select((eb) => [
      ...(["u.id as userId", "u.email", "u.status"] as const),
      eb.fn.coalesce("m.organizationId", "c.organizationId").as("organizationId"),
    ])
    .where((where) =>
      ticket !== null
        ? where("u.id", "=", ticket.userId)
        : where("u.email", "=", "email" in input ? input.email : ""),
    )
    .where("u.isService", "=", false)
    .orderBy("m.createdAt")
    .limit(1)
    .executeTakeFirst();
  if (user === undefined || user.organizationId === null) {
    throw new AppError("not_found", "There is no account with that mail address.", {
      details: { field: "email" },
    });
  }
  const { organizationId } = user;
  return { ...user, organizationId, ticketId: ticket?.id ?? null, askedIn: ticket?.organizationId ?? null };
}

async function findTicket(system: Database["system"], ticketId: string) {
  const ticket = await system
    .selectFrom("supportTickets")
    .select(["id", "userId", "organizationId", "verifiedAt"])
    .where("id", "=", ticketId)
    .executeTakeFirst();
  if (ticket === undefined) throw new AppError("not_found", "There is no such request.");
  const { userId } = ticket;
  if (ticket.verifiedAt === null || userId === null) {
    throw new AppError("conflict", "Nobody has proved that the account's own person asks.", {
      next: "Have them confirm it by a mailed link, or ask them to write while signed in.",
      details: { reason: "requester_unverified" },
    });
  }
  return { ...ticket, userId };
}
