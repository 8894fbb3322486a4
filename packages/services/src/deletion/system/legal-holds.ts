import { AppError, type LegalHold, type LegalHoldRef, newId } from "@patchops/contract";
import type { Database, Transaction } from "@patchops/db";
import { sql } from "kysely";
import type { AuditActor } from "../../audit/index.ts";
import { type RequestSubject, recordInEach } from "../../requester/index.ts";

interface NewHold extends Omit<RequestSubject, "ticketId"> {
  reason: string;
}

const kinds = { account: "user", organization: "organization" } as const;

/** Writes a hold down, and into the audit of the actor and of whom it is about. A system file: these are two. */
export async function insertHold(
  database: Database,
  { actor, userId }: { actor: AuditActor; userId: string | null },
  { subject, id: subjectId, name, organizationId, reason }: NewHold,
): Promise<LegalHoldRef> {
  const id = newId();
  await database.system.transaction().execute(async (trx) => {
    await trx
      .insertInto("legalHolds")
      .values({ id, subject, subjectId, subjectName: name, reason, createdBy: userId, releasedAt: null })
      .execute();
    await recordInEach(trx, actor, {
      ...{ organizations: [organizationId], action: "legal_hold.add", data: { name, reason } },
      ...{ targetKind: kinds[subject], targetId: subjectId },
    });
  });
  return { holdId: id };
}

/** Releases a hold. Throws `not_found` for one that is no more. */
export async function releaseHold(database: Database, actor: AuditActor, holdId: string): Promise<void> {
  await database.system.transaction().execute(async (trx) => {
    const hold = await trx
      .updateTable("legalHolds")
      .set({ releasedAt: sql<string>`now()` })
      .where("id", "=", holdId)
      .where("releasedAt", "is", null)
      .returning(["subject", "subjectId", "subjectName"])
      .executeTakeFirst();
    if (hold === undefined) throw new AppError("not_found", "There is no such hold.");
    const { subject, subjectId, subjectName: name } = hold;
    await recordInEach(trx, actor, {
      ...{ organizations: await organizationsOf(trx, { subject, subjectId }), action: "legal_hold.release" },
      ...{ targetKind: kinds[subject], targetId: subjectId, data: { name } },
    });
  });
}

/** Holds, the newest first. */
export async function readHolds(database: Database): Promise<LegalHold[]> {
  return database.system
    .selectFrom("legalHolds")
    .select(["id", "subject", "subjectId", "subjectName as name", "reason", "createdAt", "releasedAt"])
    .orderBy("id", "desc")
    .limit(200)
    .execute();
}

/** In whose audit its release stands: that of an organization which is there still, of an account the first that they are in. */
async function organizationsOf(
  trx: Transaction,
  { subject, subjectId }: { subject: NewHold["subject"]; subjectId: string },
): Promise<string[]> {
  if (subject === "organization") return [subjectId];
  const member = await trx
    .selectFrom("members")
    .select("organizationId")
    .where("userId", "=", subjectId)
    .orderBy("createdAt")
    .limit(1)
    .executeTakeFirst();
  return member === undefined ? [] : [member.organizationId];
}
