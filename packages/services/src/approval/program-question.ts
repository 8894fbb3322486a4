import { type AwaitedApproval, newId } from "@patchops/contract";
import { sealValue } from "../connection/index.ts";
import type { Context } from "../context.ts";
import { sha256 } from "./binding.ts";
import { tellApproval } from "./channel.ts";
import { approvalUrl, unknownApproval } from "./refusals.ts";

/** What a program asks people on its own, about no call. */
export interface ProgramQuestion {
  id: string;
  executionId: string;
  question: string;
  /** Shown as its arguments. */
  details: Record<string, unknown>;
  expiresAt: string;
}

const label = "waitForApproval";

/** Writes a program's question down, and tells who may answer; a second time changes nothing. */
export async function storeQuestion(context: Context, asked: ProgramQuestion): Promise<void> {
  const { services, actor, client } = context;
  const { organizationId } = actor;
  const { id, executionId, question, details, expiresAt } = asked;
  const place = { organizationId, row: id, field: "arguments" };
  await services.database.withOrganization(organizationId, async (trx) => {
    const { numInsertedOrUpdatedRows } = await trx
      .insertInto("approvals")
      .values({
        ...{ organizationId, id, userId: actor.userId, apiKeyId: actor.apiKeyId },
        oauthGrantId: actor.oauthGrantId,
        clientName: client?.name ?? null,
        clientVersion: client?.version ?? null,
        via: context.via,
        profile: actor.profile,
        ...{ connectionId: null, toolId: null, question, callId: newId(), executionId },
        binding: sha256(`question ${id}`),
        argumentsHash: sha256(JSON.stringify(details)),
        sealed: await sealValue(services, trx, { place, value: details }),
        ...{ policyId: null, policyLabel: label, policyVersion: "", allowsSelf: true, isAwaited: true },
        ...{ decidedBy: null, decidedVia: null, decidedAt: null, usedAt: null, expiresAt },
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
    if (numInsertedOrUpdatedRows === 0n) return;
    await services.jobs.send(trx, "approval-notice", { organizationId, approvalId: id });
    await tellApproval(services, trx, { organizationId, id });
  });
}

/** How a program's question stands; an answer is taken by being read. */
export async function questionAnswer({ services, actor }: Context, id: string) {
  const { organizationId } = actor;
  return services.database.withOrganization(organizationId, async (trx) => {
    const row = await trx
      .selectFrom("approvals as a")
      .leftJoin("users as d", "d.id", "a.decidedBy")
      .select(["a.status", "a.question", "a.expiresAt", "a.usedAt", "d.email"])
      .where("a.organizationId", "=", organizationId)
      .where("a.id", "=", id)
      .executeTakeFirst();
    if (row === undefined) throw unknownApproval();
    if (row.status !== "pending" && row.usedAt === null) {
      await trx
        .updateTable("approvals")
        .set({ usedAt: new Date().toISOString(), isAwaited: false })
        .where("organizationId", "=", organizationId)
        .where("id", "=", id)
        .execute();
    }
    const { expiresAt } = row;
    const message = row.question ?? "";
    const url = approvalUrl(services, id);
    const awaited: AwaitedApproval = { id, connection: "", tool: "", message, policy: label, url, expiresAt };
    const isOver = row.status === "pending" && Date.parse(expiresAt) <= Date.now();
    return {
      status: isOver ? ("expired" as const) : row.status,
      decidedBy: row.email ?? "Somebody",
      awaited,
      expiresAt,
    };
  });
}
