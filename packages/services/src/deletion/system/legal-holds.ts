import { AppError, type LegalHold, type LegalHoldRef, newId } from "@patchops/contract";
import type { Database, Transaction } from "@patchops/db";
import { sql } from "kysely";
import { type AuditActor, recordAudit } from "../../audit/index.ts";

interface NewHold {
  subject: "account" | "organization";
  id: string;
  name: string;
  organizationId: string;
  reason: string;
}

/** Writes a hold down, and into the audit of the actor and of whom it is about. A system file: these are two. */
export async function insertHold(
  database: Database,
  actor: AuditActor,
  { subject, id: subjectId, name, organizationId, reason }: NewHold,
): Promise<LegalHoldRef> {
  const id = newId();
  await database.system.transaction().execute(async (trx) => {
    await trx
      .insertInto("legalHolds")
      .values({ id, subject, subjectId, subjectName: name, reason, createdBy: actor.id, releasedAt: null })
      .execute();
    const data = { name, reason };
    await record(trx, actor, { organizationId, action: "legal_hold.add", subject, subjectId, data });
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
    const organizationId = subject === "organization" ? subjectId : actor.organizationId;
    await record(trx, actor, {
      ...{ organizationId, action: "legal_hold.release", subject, subjectId, data: { name } },
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

async function record(
  trx: Transaction,
  actor: AuditActor,
  fact: {
    organizationId: string;
    action: string;
    subject: NewHold["subject"];
    subjectId: string;
    data: Record<string, string>;
  },
): Promise<void> {
  const { action, subject, subjectId, data } = fact;
  for (const organizationId of new Set([actor.organizationId, fact.organizationId])) {
    await recordAudit(
      trx,
      { ...actor, organizationId },
      { action, targetKind: subject === "account" ? "user" : "organization", targetId: subjectId, data },
    );
  }
}
