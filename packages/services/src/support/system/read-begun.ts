import type { TicketAction } from "@patchops/contract";
import type { Database } from "@patchops/db";

/** Exports and deletions that were begun for a ticket, the oldest first. A system file: they are of no organization. */
export async function readBegun({ system }: Database, ticketId: string): Promise<TicketAction[]> {
  const exports = await system
    .selectFrom("dataExports")
    .select(["id", "organizationId", "state", "createdAt as at"])
    .where("ticketId", "=", ticketId)
    .execute();
  const deletions = await system
    .selectFrom("deletions")
    .select(["id", "subject as of", "state", "askedAt as at"])
    .where("ticketId", "=", ticketId)
    .where("parentId", "is", null)
    .execute();
  return [
    ...exports.map(({ organizationId, ...row }) => ({
      ...{
        kind: "export" as const,
        of: organizationId === null ? ("account" as const) : ("organization" as const),
      },
      ...row,
    })),
    ...deletions.map((row) => ({ kind: "deletion" as const, ...row })),
  ].toSorted((one, other) => (one.id < other.id ? -1 : 1));
}
