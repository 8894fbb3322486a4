import { AppError, newId } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { sealValue, type ToolSnapshot } from "../connection/index.ts";
import type { Context } from "../context.ts";
import type { DecidingRule } from "../policy/index.ts";
import { tellApproval } from "./channel.ts";

/** As long as a person may take (architecture: waiting for people), and as long as an answer can be used. */
export const approvalMs = 600_000;
/** Questions of one person that may be open at once: more than that nobody reads. */
const maxOpen = 100;

export interface QuestionFacts {
  tool: ToolSnapshot;
  arguments: Record<string, unknown>;
  argumentsHash: string;
  binding: string;
  rule: DecidingRule;
  callId: string;
  executionId: string | null;
}

/**
 * Writes down what a person is asked; a question that stands already, and for whose answer nobody waits, is taken over.
 * Throws `too_many_calls`.
 */
export async function openQuestion(
  context: Context,
  trx: Transaction,
  facts: QuestionFacts,
): Promise<{ id: string; expiresAt: string }> {
  const { services, actor, client } = context;
  const { organizationId } = actor;
  const now = Date.now();
  const standing = await trx
    .updateTable("approvals")
    .set({ callId: facts.callId, executionId: facts.executionId, isAwaited: true })
    .where("organizationId", "=", organizationId)
    .where("id", "=", (query) =>
      query
        .selectFrom("approvals")
        .select("id")
        .where("organizationId", "=", organizationId)
        .where("binding", "=", facts.binding)
        .where("status", "=", "pending")
        .where("isAwaited", "=", false)
        .where("expiresAt", ">", new Date(now).toISOString())
        .orderBy("createdAt")
        .limit(1)
        .forUpdate()
        .skipLocked(),
    )
    .returning(["id", "expiresAt"])
    .executeTakeFirst();
  if (standing) {
    await tellApproval(services, trx, { organizationId, id: standing.id });
    return standing;
  }
  const { open } = await trx
    .selectFrom("approvals")
    .select(({ fn }) => fn.countAll<number>().as("open"))
    .where("organizationId", "=", organizationId)
    .where("userId", "=", actor.userId)
    .where("status", "=", "pending")
    .where("expiresAt", ">", new Date(now).toISOString())
    .executeTakeFirstOrThrow();
  if (Number(open) >= maxOpen) {
    throw new AppError("too_many_calls", `${maxOpen} calls wait for an approval already.`, {
      sent: false,
      next: `Answer some under ${services.settings.publicUrl}/approvals.`,
    });
  }
  const id = newId();
  const expiresAt = new Date(now + approvalMs).toISOString();
  const place = { organizationId, row: id, field: "arguments" };
  await trx
    .insertInto("approvals")
    .values({
      organizationId,
      id,
      userId: actor.userId,
      apiKeyId: actor.apiKeyId,
      oauthGrantId: actor.oauthGrantId,
      clientName: client?.name ?? null,
      clientVersion: client?.version ?? null,
      via: context.via,
      profile: actor.profile,
      connectionId: facts.tool.connection.id,
      toolId: facts.tool.id,
      callId: facts.callId,
      executionId: facts.executionId,
      binding: facts.binding,
      argumentsHash: facts.argumentsHash,
      sealed: await sealValue(services, trx, { place, value: facts.arguments }),
      policyId: facts.rule.id,
      policyLabel: facts.rule.label,
      policyVersion: facts.rule.version,
      allowsSelf: facts.rule.allowsSelf,
      isAwaited: true,
      decidedBy: null,
      decidedVia: null,
      decidedAt: null,
      usedAt: null,
      expiresAt,
      createdAt: new Date(now).toISOString(),
    })
    .execute();
  // By a worker: the call goes on to wait, and nothing between its question and that may take time.
  await services.jobs.send(trx, "approval-notice", { organizationId, approvalId: id });
  await tellApproval(services, trx, { organizationId, id });
  return { id, expiresAt };
}
