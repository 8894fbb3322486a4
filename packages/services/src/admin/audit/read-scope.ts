import type { AuditScopeInput } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import type { Context } from "../../context.ts";
import { requireAccess } from "../../require-access.ts";
import { readEverything } from "./system/read-everything.ts";

/**
 * Reads the audit of the asker's organization, or of the whole instance (`organizationId` is null then). Throws `forbidden` before
 * anything is read.
 */
export async function readScope<T>(
  context: Context,
  { verb, scope = "organization" }: AuditScopeInput & { verb: "list" | "state" },
  read: (trx: Transaction, organizationId: string | null) => Promise<T>,
): Promise<T> {
  const { database } = context.services;
  if (scope === "instance") {
    requireAccess(context, `audit.${verb}Instance`);
    return readEverything(database, (trx) => read(trx, null));
  }
  requireAccess(context, `audit.${verb}`);
  const { organizationId } = context.actor;
  return database.withOrganization(organizationId, (trx) => read(trx, organizationId));
}
