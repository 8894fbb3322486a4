import { AppError } from "@patchops/contract";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { may } from "../may.ts";
import { tellApproval } from "./channel.ts";
import { mayDecide } from "./may-decide.ts";
import { approvalMs } from "./open-question.ts";
import { unknownApproval } from "./refusals.ts";

/** Stores a person's answer. An approval can be used for 10 minutes from then. Throws `not_found`, `forbidden`, `conflict`. */
export async function storeDecision(
  context: Context,
  {
    id,
    decision,
    via,
  }: { id: string; decision: "approve" | "deny"; via: "dashboard" | "cli" | "sdk" | "elicitation" },
): Promise<void> {
  const { services, actor } = context;
  const { organizationId } = actor;
  await services.database.withOrganization(organizationId, async (trx) => {
    const question = await trx
      .selectFrom("approvals as a")
      .leftJoin("tools as t", (join) =>
        join.onRef("t.organizationId", "=", "a.organizationId").onRef("t.id", "=", "a.toolId"),
      )
      .leftJoin("users as d", "d.id", "a.decidedBy")
      .selectAll("a")
      .select(["t.exposedName as tool", "d.email as deciderEmail"])
      .where("a.organizationId", "=", organizationId)
      .where("a.id", "=", id)
      .forUpdate("a")
      .executeTakeFirst();
    const isManager = may(actor, "approval.decideAll");
    if (!question || (!isManager && question.userId !== actor.userId)) throw unknownApproval();
    if (!mayDecide(actor, question)) {
      throw new AppError("forbidden", "The rule lets nobody approve their own call.", {
        next: "Ask another owner or admin of the organization.",
      });
    }
    const now = Date.now();
    if (question.status !== "pending") {
      const by = question.deciderEmail === null ? "" : ` by ${question.deciderEmail}`;
      throw new AppError("conflict", `This call was ${question.status} already${by}.`, {
        next: "The first answer stands. Make the call again to ask anew.",
      });
    }
    if (Date.parse(question.expiresAt) <= now) {
      throw new AppError("conflict", "This question has expired.", {
        next: "Make the call again to ask anew.",
      });
    }
    await trx
      .updateTable("approvals")
      .set({
        status: decision === "approve" ? "approved" : "denied",
        decidedBy: actor.userId,
        decidedVia: via,
        decidedAt: new Date(now).toISOString(),
        expiresAt: new Date(now + approvalMs).toISOString(),
      })
      .where("organizationId", "=", organizationId)
      .where("id", "=", id)
      .execute();
    await recordAudit(trx, auditActor(context), {
      action: `approval.${decision}`,
      targetKind: "approval",
      targetId: id,
      data: {
        ...(question.question === null ? { tool: question.tool } : { question: question.question }),
        askedBy: question.userId,
        argumentsHash: question.argumentsHash,
        policy: question.policyLabel,
        via,
      },
    });
    await tellApproval(services, trx, { organizationId, id });
  });
}
