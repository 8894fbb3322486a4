import { AppError, newId, type PolicyRule, type SetPolicyInput } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { auditActor, recordAudit } from "../audit/index.ts";
import { findConnection, type OrganizationSnapshot } from "../connection/index.ts";
import type { Context } from "../context.ts";
import { findProfile } from "../profile/index.ts";
import { requireAccess } from "../require-access.ts";
import { policyLabel } from "./label.ts";
import { presentPolicy } from "./present.ts";

const maxRules = 2_000;

/**
 * Makes a rule, or gives the one that names the same another action. Throws `not_found` for what is named and not there,
 * `conflict` when there are too many.
 */
export async function setPolicy(context: Context, input: SetPolicyInput): Promise<PolicyRule> {
  requireAccess(context, "policy.set");
  const { services, actor } = context;
  const { organizationId } = actor;
  const snapshot = await services.snapshots.get(organizationId);
  return services.snapshots.change(organizationId, async (trx) => {
    const subject = await findSubject(trx, snapshot, input);
    const { connectionId, toolId, role, profileId, apiKeyId } = subject;
    const now = new Date().toISOString();
    const allowsSelfApproval = input.allowsSelfApproval ?? null;
    const before = await trx
      .selectFrom("policies")
      .select(["id", "action", "allowsSelfApproval"])
      .where("organizationId", "=", organizationId)
      .where("connectionId", "is not distinct from", connectionId)
      .where("toolId", "is not distinct from", toolId)
      .where("role", "is not distinct from", role)
      .where("profileId", "is not distinct from", profileId)
      .where("apiKeyId", "is not distinct from", apiKeyId)
      .forUpdate()
      .executeTakeFirst();
    if (!before && snapshot.policies.length >= maxRules) {
      throw new AppError("conflict", `An organization has ${maxRules} rules at most.`, {
        next: "Remove some, or name a connection instead of each of its tools.",
      });
    }
    const row = await trx
      .insertInto("policies")
      .values({
        organizationId,
        id: before?.id ?? newId(),
        action: input.action,
        connectionId,
        toolId,
        role,
        profileId,
        apiKeyId,
        allowsSelfApproval,
        createdBy: actor.userId,
        updatedAt: now,
      })
      .onConflict((conflict) =>
        conflict
          .columns(["organizationId", "connectionId", "toolId", "role", "profileId", "apiKeyId"])
          .doUpdateSet({ action: input.action, allowsSelfApproval, updatedAt: now }),
      )
      .returning(["id", "createdAt"])
      .executeTakeFirstOrThrow();
    const rule = {
      ...subject,
      id: row.id,
      action: input.action,
      allowsSelfApproval,
      createdAt: row.createdAt,
      updatedAt: now,
    };
    await recordAudit(trx, auditActor(context), {
      action: "policy.set",
      targetKind: "policy",
      targetId: row.id,
      data: { rule: policyLabel(rule) },
      before: { action: before?.action ?? null, allowsSelfApproval: before?.allowsSelfApproval ?? null },
      after: { action: input.action, allowsSelfApproval },
    });
    return presentPolicy(rule);
  });
}

async function findSubject(trx: Transaction, snapshot: OrganizationSnapshot, input: SetPolicyInput) {
  const connection = input.connection === undefined ? null : findConnection(snapshot, input.connection);
  const tool = input.tool === undefined ? null : snapshot.tools.get(input.tool);
  if (tool === undefined) {
    throw new AppError("unknown_tool", `There is no tool named ${JSON.stringify(input.tool)}.`, {
      next: "List them with: patchops tools list",
      details: { field: "tool" },
    });
  }
  const profile = input.profile === undefined ? null : findProfile(snapshot, input.profile);
  const key = input.apiKey === undefined ? null : await findKey(trx, snapshot.organizationId, input.apiKey);
  return {
    connectionId: connection?.id ?? null,
    connection: connection?.slug ?? null,
    toolId: tool?.id ?? null,
    tool: tool?.exposedName ?? null,
    role: input.role ?? null,
    profileId: profile?.id ?? null,
    profile: profile?.slug ?? null,
    apiKeyId: key?.id ?? null,
    apiKeyName: key?.name ?? null,
  };
}

async function findKey(trx: Transaction, organizationId: string, id: string) {
  const key = await trx
    .selectFrom("apiKeys")
    .select(["id", "name"])
    .where("organizationId", "=", organizationId)
    .where("id", "=", id)
    .executeTakeFirst();
  if (key) return key;
  throw new AppError("not_found", "There is no such API key.", { details: { field: "apiKey" } });
}
