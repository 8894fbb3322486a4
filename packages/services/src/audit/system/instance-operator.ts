import { AppError } from "@patchops/contract";
import type { Database } from "@patchops/db";
import type { AuditActor } from "../record.ts";

/**
 * The operator at the server's own host, as the audit names them. What they do to the instance is of no organization: the entry stands in
 * that of the first instance admin. A system file: it looks for that one. Throws `conflict` where there is none.
 */
export async function instanceOperator(database: Database): Promise<AuditActor> {
  const row = await database.system
    .selectFrom("users as u")
    .innerJoin("members as m", "m.userId", "u.id")
    .select("m.organizationId")
    .where("u.isInstanceAdmin", "=", true)
    .orderBy("u.id")
    .orderBy("m.createdAt")
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) {
    throw new AppError("conflict", "This instance has no admin yet.", {
      next: "Make one: patchops admin grant-admin",
    });
  }
  const { organizationId } = row;
  return { organizationId, kind: "operator", id: null, address: null, requestId: null };
}
