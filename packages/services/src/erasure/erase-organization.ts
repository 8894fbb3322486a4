import { closeBilling } from "../billing/index.ts";
import type { Services } from "../context.ts";
import type { DeletionRow } from "../deletion/index.ts";
import { revokeSignIns } from "./revoke-sign-ins.ts";
import { dropOrganization } from "./system/drop-organization.ts";
import { dropRows } from "./system/drop-rows.ts";
import { dropServiceAccounts } from "./system/drop-service-accounts.ts";
import { keepBills } from "./system/keep-bills.ts";
import { columnsWith, organizationTables } from "./system/tables.ts";

/**
 * Deletes an organization: the last bill, sign-ins at providers, then every row of every table, some at a time, and the organization
 * itself. Every step may be done again. Throws `unavailable` while Stripe has not counted all that was used.
 */
export async function eraseOrganization(
  services: Services,
  { id: deletionId, subjectId: organizationId }: Pick<DeletionRow, "id" | "subjectId">,
): Promise<void> {
  const { database } = services;
  const nobody = { id: null, address: null, requestId: null };
  const { subscriptionId } = await closeBilling(services, organizationId, {
    actor: { organizationId, kind: "system", ...nobody },
  });
  await keepBills(database, { deletionId, organizationId, subscriptionId });
  await revokeSignIns(services, deletionId, { organizationId });
  await dropServiceAccounts(database, { deletionId, organizationId });
  const tables = await organizationTables(database);
  for (const table of await columnsWith(database, tables, organizationId)) {
    await dropRows(database, { ...table, deletionId, value: organizationId });
  }
  await dropOrganization(services, { deletionId, organizationId });
}
