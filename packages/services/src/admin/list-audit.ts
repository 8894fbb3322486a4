import { AppError, type AuditEntry, idSchema, type ListAuditInput } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";

/**
 * What was done in the organization, the newest first; `nextCursor` is null at the end. Owners and admins. Throws
 * `invalid_input` for a cursor that is none.
 */
export async function listAudit(
  context: Context,
  input: ListAuditInput,
): Promise<{ entries: AuditEntry[]; nextCursor: string | null }> {
  requireAccess(context, "admin.audit");
  const { organizationId } = context.actor;
  const limit = input.limit ?? 50;
  const cursor = input.cursor === undefined ? undefined : readCursor(input.cursor);
  return context.services.database.withOrganization(organizationId, async (trx) => {
    const rows = await trx
      .selectFrom("auditEntries")
      .selectAll()
      .where("organizationId", "=", organizationId)
      .$if(cursor !== undefined, (query) => query.where("id", "<", cursor ?? ""))
      .orderBy("id", "desc")
      .limit(limit + 1)
      .execute();
    const shown = rows.slice(0, limit);
    const names = await readNames(trx, shown);
    const entries = shown.map(({ id, at, action, targetKind, targetId, data, address, ...row }) => ({
      id,
      at,
      actor: names.get(row.actorId ?? "") ?? words[row.actorKind],
      action,
      targetKind,
      targetId,
      data,
      address,
    }));
    return { entries, nextCursor: rows.length > limit ? (entries.at(-1)?.id ?? null) : null };
  });
}

/** What people and keys are called now, by id; those that are gone are missing. */
async function readNames(
  trx: Transaction,
  entries: readonly { actorKind: string; actorId: string | null }[],
): Promise<Map<string, string>> {
  const idsOf = (kind: string) => [
    ...new Set(
      entries.flatMap(({ actorKind, actorId }) => (actorKind === kind && actorId !== null ? [actorId] : [])),
    ),
  ];
  const [userIds, keyIds, grantIds] = [idsOf("user"), idsOf("api_key"), idsOf("oauth")];
  const users =
    userIds.length === 0
      ? []
      : await trx.selectFrom("users").select(["id", "email"]).where("id", "in", userIds).execute();
  const keys =
    keyIds.length === 0
      ? []
      : await trx.selectFrom("apiKeys").select(["id", "name"]).where("id", "in", keyIds).execute();
  const grants =
    grantIds.length === 0
      ? []
      : await trx.selectFrom("oauthGrants").select(["id", "client"]).where("id", "in", grantIds).execute();
  return new Map([
    ...grants.map(({ id, client }) => [id, client.name] as const),
    ...users.map(({ id, email }) => [id, email] as const),
    ...keys.map(({ id, name }) => [id, `API key ${name}`] as const),
  ]);
}

const words = {
  user: "a former member",
  api_key: "a removed API key",
  oauth: "a connected app",
  operator: "the operator",
  system: "PatchOps",
};

function readCursor(text: string): string {
  const cursor = idSchema.safeParse(text);
  if (cursor.success) return cursor.data;
  throw new AppError("invalid_input", "That cursor is not one of ours.", { details: { field: "cursor" } });
}
