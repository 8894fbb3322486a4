import { AppError, type AuditEntry, idSchema, type ListAuditInput } from "@patchops/contract";
import type { Context } from "../context.ts";
import { requireOrganizationAdmin } from "../organization/index.ts";

export interface AuditPage {
  entries: AuditEntry[];
  /** For `cursor` of the next page; null at the end. */
  nextCursor: string | null;
}

/** What was done in the organization, the newest first. Owners and admins. Throws `invalid_input` for a cursor that is none. */
export async function listAudit(context: Context, input: ListAuditInput): Promise<AuditPage> {
  requireOrganizationAdmin(context);
  const { organizationId } = context.actor;
  const limit = input.limit ?? 50;
  const cursor = input.cursor === undefined ? undefined : readCursor(input.cursor);
  const rows = await context.services.database.withOrganization(organizationId, (trx) =>
    trx
      .selectFrom("auditEntries")
      .leftJoin("users", (join) =>
        join
          .on("auditEntries.actorKind", "=", "user")
          .on(({ eb, cast, ref }) => eb(cast("users.id", "text"), "=", ref("auditEntries.actorId"))),
      )
      .leftJoin("apiKeys", (join) =>
        join
          .onRef("apiKeys.organizationId", "=", "auditEntries.organizationId")
          .on("auditEntries.actorKind", "=", "api_key")
          .on(({ eb, cast, ref }) => eb(cast("apiKeys.id", "text"), "=", ref("auditEntries.actorId"))),
      )
      .select([
        "auditEntries.id",
        "auditEntries.at",
        "auditEntries.actorKind",
        "auditEntries.action",
        "auditEntries.targetKind",
        "auditEntries.targetId",
        "auditEntries.data",
        "auditEntries.address",
        "users.email",
        "apiKeys.name as keyName",
      ])
      .where("auditEntries.organizationId", "=", organizationId)
      .$if(cursor !== undefined, (query) => query.where("auditEntries.id", "<", cursor ?? ""))
      .orderBy("auditEntries.id", "desc")
      .limit(limit + 1)
      .execute(),
  );
  const entries = rows.slice(0, limit).map(({ actorKind, email, keyName, ...row }) => ({
    ...row,
    actor: email ?? (keyName === null ? words[actorKind] : `API key ${keyName}`),
  }));
  return { entries, nextCursor: rows.length > limit ? (entries.at(-1)?.id ?? null) : null };
}

const words = {
  user: "a former member",
  api_key: "a removed API key",
  operator: "the operator",
  system: "PatchOps",
};

function readCursor(text: string): string {
  const cursor = idSchema.safeParse(text);
  if (cursor.success) return cursor.data;
  throw new AppError("invalid_input", "That cursor is not one of ours.", { details: { field: "cursor" } });
}
