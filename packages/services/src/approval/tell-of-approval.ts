import type { Services } from "../context.ts";
import type { JobData } from "../jobs.ts";
import { notify } from "../notification/index.ts";

/** A worker's job: tells who may decide that a call waits, unless somebody has decided meanwhile. */
export async function tellOfApproval(
  services: Services,
  { organizationId, approvalId }: JobData["approval-notice"],
): Promise<void> {
  await services.database.withOrganization(organizationId, async (trx) => {
    const row = await trx
      .selectFrom("approvals as a")
      .innerJoin("tools as t", (join) =>
        join.onRef("t.organizationId", "=", "a.organizationId").onRef("t.id", "=", "a.toolId"),
      )
      .select(["a.executionId", "a.expiresAt", "t.exposedName"])
      .where("a.organizationId", "=", organizationId)
      .where("a.id", "=", approvalId)
      .where("a.status", "=", "pending")
      .where("a.expiresAt", ">", new Date().toISOString())
      .executeTakeFirst();
    if (row === undefined) return;
    const { executionId, expiresAt, exposedName: tool } = row;
    await notify(services, trx, {
      ...{ organizationId, kind: "approval", userIds: [] },
      title: `${tool} waits for an approval`,
      text: "Look at its arguments, and let it through or not; the question stands for 10 minutes.",
      path: `/approvals/${approvalId}`,
      data: { approvalId, tool, executionId, expiresAt },
    });
  });
}
