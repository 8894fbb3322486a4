import type { Transaction } from "@patchops/db";
import type { Services } from "../context.ts";

/** `<organization> <approval>`. */
export const approvalChannel = "approval_changed";

/** Tells every node, when the transaction commits. */
export function tellApproval(
  { database }: Pick<Services, "database">,
  trx: Transaction,
  { organizationId, id }: { organizationId: string; id: string },
): Promise<void> {
  return database.notify(trx, approvalChannel, `${organizationId} ${id}`);
}
