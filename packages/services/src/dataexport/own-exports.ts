import type { Transaction } from "@patchops/db";
import type { Context } from "../context.ts";
import { may } from "../may.ts";
import { reachableOrganizations } from "./system/reachable-organizations.ts";

/**
 * The exports that the asker may see: their own, of the current organization while they own it, and of themselves where they may
 * still enter every organization that something in it is from.
 */
export async function ownExports(context: Context, trx: Transaction) {
  const { actor, services } = context;
  const rows = await trx
    .selectFrom("dataExports")
    .selectAll()
    .where("userId", "=", actor.userId)
    .orderBy("id", "desc")
    .execute();
  if (rows.length === 0) return [];
  const reachable = new Set(await reachableOrganizations(services.database, actor));
  return rows.filter(({ organizationId, sources }) =>
    organizationId === null
      ? sources.every((source) => reachable.has(source))
      : organizationId === actor.organizationId && may(actor, "dataExport.organization"),
  );
}
