import { AppError } from "@patchops/contract";
import type { Services } from "../context.ts";
import type { DeletionRow } from "../deletion/index.ts";
import { passOnMembership } from "../member/index.ts";
import { eraseOrganization } from "./erase-organization.ts";
import { revokeSignIns } from "./revoke-sign-ins.ts";
import { clearPerson } from "./system/clear-person.ts";
import { dropRows } from "./system/drop-rows.ts";
import { readAccount } from "./system/read-account.ts";
import { accountColumns, columnsWith } from "./system/tables.ts";

/**
 * Deletes an account: sign-ins at providers, memberships (an organization that would have no owner gets one), every row that is about
 * the person, and what names them. What is left is an id without a name, to which the records of organizations that go on refer. Every step may be
 * done again.
 */
export async function eraseAccount(
  services: Services,
  { id: deletionId, subjectId: userId }: DeletionRow,
): Promise<void> {
  const { database } = services;
  const account = await readAccount(database, userId);
  if (account === null) throw new AppError("not_found", "The account is gone.");
  await revokeSignIns(services, deletionId, { userId });
  for (const organizationId of account.organizations) {
    if (await passOnMembership(services, { organizationId, userId })) continue;
    // Whoever else was there has left since the deletion was asked for.
    await eraseOrganization(services, { id: deletionId, subjectId: organizationId });
  }
  for (const place of await columnsWith(database, await accountColumns(database), userId)) {
    await dropRows(database, { ...place, deletionId, value: userId });
  }
  await clearPerson(database, { deletionId, userId, email: account.email });
}
