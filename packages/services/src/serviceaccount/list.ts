import { AppError, scopes as allScopes, type ServiceAccount } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";

/** The organization's service accounts, the first made first. */
export async function listServiceAccounts(context: Context): Promise<ServiceAccount[]> {
  requireAccess(context, "serviceAccount.list");
  const { organizationId } = context.actor;
  return context.services.database.withOrganization(organizationId, (trx) => read(trx, { organizationId }));
}

/** One of them. Throws `not_found`. */
export async function readServiceAccount(
  trx: Transaction,
  place: { organizationId: string; userId: string },
): Promise<ServiceAccount> {
  const [account] = await read(trx, place);
  if (account !== undefined) return account;
  throw new AppError("not_found", "There is no such service account.", {
    next: "List them with: patchops service-accounts list",
  });
}

async function read(
  trx: Transaction,
  { organizationId, userId }: { organizationId: string; userId?: string },
): Promise<ServiceAccount[]> {
  const rows = await trx
    .selectFrom("serviceAccounts as s")
    .innerJoin("members as m", (join) =>
      join.onRef("m.organizationId", "=", "s.organizationId").onRef("m.userId", "=", "s.userId"),
    )
    .leftJoin("users as u", "u.id", "s.createdBy")
    .select(["s.userId", "s.name", "m.role", "s.scopes", "s.createdBy", "s.createdAt"])
    .select(["u.name as makerName", "u.email as makerEmail"])
    .select((query) =>
      query
        .selectFrom("apiKeys as k")
        .select(({ fn }) => fn.countAll<string>().as("count"))
        .whereRef("k.organizationId", "=", "s.organizationId")
        .whereRef("k.userId", "=", "s.userId")
        .where("k.revokedAt", "is", null)
        .as("apiKeys"),
    )
    .where("s.organizationId", "=", organizationId)
    .where("s.removedAt", "is", null)
    .$if(userId !== undefined, (query) => query.where("s.userId", "=", userId ?? ""))
    .orderBy("s.createdAt")
    .orderBy("s.userId")
    .execute();
  return rows.map(({ createdBy, makerName, makerEmail, apiKeys, ...row }) => ({
    ...row,
    scopes: allScopes.filter((scope) => row.scopes.includes(scope)),
    createdBy: makerEmail === null ? null : { id: createdBy, name: makerName, email: makerEmail },
    apiKeys: Number(apiKeys),
  }));
}
