import type { Transaction } from "@patchops/db";
import type { Context } from "../context.ts";
import { may } from "../may.ts";
import { reachableOrganizations } from "./system/reachable-organizations.ts";

/**
 * Finds the exports that the asker may see: their own, of the current organization while they own it, and of themselves where they may
 * still enter every organization that something in it is from. Asked before the transaction that it is used in, which then waits for
 * no other connection.
 */
export async function ownExports(context: Context) {
  const { actor, services } = context;
  const reachable = new Set(await reachableOrganizations(services.database, actor));
  return async (trx: Transaction) => {
    const rows = await trx
      .selectFrom("dataExports")
      .selectAll()
      .where("userId", "=", actor.userId)
      .orderBy("id", "desc")
      .execute();
    return rows.filter(({ organizationId, sources }) =>
      organizationId === null
        ? sources.every((source) => reachable.has(source))
        : organizationId === actor.organizationId && may(actor, "dataExport.organization"),
    );
  };
}
