import { newId } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import type { Context } from "../context.ts";
import { actorName } from "./actor-name.ts";
import { changedFields } from "./changed-fields.ts";
import { insertEntries } from "./insert-entries.ts";

export interface AuditFact {
  /** `<noun>.<verb>`: `api_key.create`. */
  action: string;
  targetKind: string;
  targetId: string | null;
  /** What belongs to it: names, counts, reasons; never a secret. */
  data?: Record<string, unknown>;
  /** Of a change: the target's fields as they were, those that the verb may change; never a secret. */
  before?: Readonly<Record<string, unknown>>;
  /** The same fields as they are now. The entry keeps those that differ. */
  after?: Readonly<Record<string, unknown>>;
}

/** Who an audit entry names, where a verb runs before (sign-up, login) or beside (operator) a context. */
export interface AuditActor {
  organizationId: string;
  kind: "user" | "api_key" | "oauth" | "scim" | "operator" | "system";
  id: string | null;
  /** The person as whom an admin of the instance looks. */
  as?: string;
  address: string | null;
  requestId: string | null;
}

/** Writes the audit entry of a verb in the verb's own transaction: no change without its entry, no entry without its change. */
export async function recordAudit(trx: Transaction, actor: AuditActor, fact: AuditFact): Promise<void> {
  const change =
    fact.before || fact.after
      ? changedFields(fact.before ?? {}, fact.after ?? {})
      : { before: null, after: null };
  await insertEntries(trx, [
    {
      organizationId: actor.organizationId,
      id: newId(),
      // By this process's clock: the database's is not known before the entry is signed.
      at: new Date().toISOString(),
      actorKind: actor.kind,
      actorId: actor.id,
      actorName: await actorName(trx, actor),
      action: fact.action,
      targetKind: fact.targetKind,
      targetId: fact.targetId,
      data: { ...(await targetName(trx, actor, fact)), ...fact.data },
      ...change,
      address: actor.address,
      requestId: actor.requestId,
    },
  ]);
}

/** A person whom somebody else acts on is named as they are called now; whoever reads of it later may not find them any more. */
async function targetName(
  trx: Transaction,
  actor: AuditActor,
  { targetKind, targetId }: AuditFact,
): Promise<{ name?: string }> {
  if (targetKind !== "user" || targetId === null || targetId === actor.id) return {};
  const user = await trx
    .selectFrom("users")
    .select(["email", "name", "isService"])
    .where("id", "=", targetId)
    .executeTakeFirst();
  // The address of a service account is none.
  const name = user?.isService ? user.name : user?.email;
  return name ? { name } : {};
}

/** The audit actor of a context. */
export function auditActor(context: Context): AuditActor {
  const { actor } = context;
  return {
    organizationId: actor.organizationId,
    kind: actor.kind,
    id: actor.impersonation?.adminId ?? actor.apiKeyId ?? actor.oauthGrantId ?? actor.userId,
    ...(actor.impersonation && { as: actor.userId }),
    address: context.address,
    requestId: context.requestId,
  };
}
