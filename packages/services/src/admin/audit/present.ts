import type { AuditEntry } from "@patchops/contract";
import type { Tables, Transaction } from "@patchops/db";
import type { Selectable } from "kysely";

type Row = Selectable<Tables["auditEntries"]>;

/** Entries as they are shown; of one organization that one is not named again. */
export async function presentEntries(
  trx: Transaction,
  rows: readonly Row[],
  { namesOrganizations }: { namesOrganizations: boolean },
): Promise<AuditEntry[]> {
  const emails = await readEmails(trx, rows);
  const organizations = namesOrganizations ? await readOrganizations(trx, rows) : null;
  return rows.map(({ organizationId: id, actorName, requestId, ...row }) => ({
    id: row.id,
    at: row.at,
    organization: organizations && { id, name: organizations.get(id) ?? "a removed organization" },
    actorKind: row.actorKind,
    actorId: row.actorId,
    actor: actorName ?? emails.get(row.actorId ?? "") ?? words[row.actorKind],
    action: row.action,
    targetKind: row.targetKind,
    targetId: row.targetId,
    targetEmail: (row.targetKind === "user" && emails.get(row.targetId ?? "")) || null,
    data: row.data,
    before: row.before,
    after: row.after,
    address: row.address,
    requestId,
    sequence: row.sequence,
  }));
}

/** Of people who are the target, and of actors in entries that are older than names. */
async function readEmails(trx: Transaction, rows: readonly Row[]): Promise<Map<string, string>> {
  const ids = rows
    .flatMap(({ actorName, actorKind, actorId, targetKind, targetId }) => [
      actorName === null && actorKind === "user" ? actorId : null,
      targetKind === "user" ? targetId : null,
    ])
    .filter((id) => id !== null);
  if (ids.length === 0) return new Map();
  const users = await trx
    .selectFrom("users")
    .select(["id", "email"])
    .where("id", "in", [...new Set(ids)])
    .execute();
  return new Map(users.map(({ id, email }) => [id, email]));
}

async function readOrganizations(trx: Transaction, rows: readonly Row[]): Promise<Map<string, string>> {
  const ids = [...new Set(rows.map(({ organizationId }) => organizationId))];
  if (ids.length === 0) return new Map();
  const found = await trx.selectFrom("organizations").select(["id", "name"]).where("id", "in", ids).execute();
  return new Map(found.map(({ id, name }) => [id, name]));
}

const words = {
  user: "a former member",
  api_key: "an API key",
  oauth: "a connected app",
  scim: "a SCIM token",
  operator: "the operator",
  system: "PatchOps",
};
