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
      .leftJoin("tools as t", (join) =>
        join.onRef("t.organizationId", "=", "a.organizationId").onRef("t.id", "=", "a.toolId"),
      )
      .select(["a.executionId", "a.expiresAt", "t.exposedName", "a.question"])
      .where("a.organizationId", "=", organizationId)
      .where("a.id", "=", approvalId)
      .where("a.status", "=", "pending")
      .where("a.expiresAt", ">", new Date().toISOString())
      .executeTakeFirst();
    if (row === undefined) return;
    const { executionId, expiresAt, exposedName: tool, question } = row;
    await notify(services, trx, {
      ...{ organizationId, kind: "approval", userIds: [] },
      title: question ?? `${tool} waits for an approval`,
      text:
        question === null
          ? "Look at its arguments, and let it through or not; the question stands for 10 minutes."
          : `A program asks this and waits for the answer, until ${expiresAt.slice(0, 16).replace("T", " ")} UTC.`,
      path: `/approvals/${approvalId}`,
      data: { approvalId, tool, question, executionId, expiresAt },
    });
  });
}
