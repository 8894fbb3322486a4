import { newId } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import type { Context } from "../context.ts";

export interface AuditFact {
  /** `<noun>.<verb>`: `api_key.create`. */
  action: string;
  targetKind: string;
  targetId: string | null;
  /** What changed; never a secret. */
  data?: Record<string, unknown>;
}

/** Who an audit entry names, where a verb runs before (sign-up, login) or beside (operator) a context. */
export interface AuditActor {
  organizationId: string;
  kind: "user" | "api_key" | "oauth" | "operator" | "system";
  id: string | null;
  address: string | null;
  requestId: string | null;
}

/** Writes the audit entry of a verb in the verb's own transaction: no change without its entry, no entry without its change. */
export async function recordAudit(trx: Transaction, actor: AuditActor, fact: AuditFact): Promise<void> {
  await trx
    .insertInto("auditEntries")
    .values({
      organizationId: actor.organizationId,
      id: newId(),
      actorKind: actor.kind,
      actorId: actor.id,
      action: fact.action,
      targetKind: fact.targetKind,
      targetId: fact.targetId,
      data: JSON.stringify(fact.data ?? {}),
      address: actor.address,
      requestId: actor.requestId,
    })
    .execute();
}

/** The audit actor of a context. */
export function auditActor(context: Context): AuditActor {
  const { actor } = context;
  return {
    organizationId: actor.organizationId,
    kind: actor.kind,
    id: actor.apiKeyId ?? actor.oauthGrantId ?? actor.userId,
    address: context.address,
    requestId: context.requestId,
  };
}
