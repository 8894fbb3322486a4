import { type CreatedApiKey, newId, type Scope } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { createApiKeyText, hashToken } from "@patchops/vault";
import { type AuditActor, recordAudit } from "../audit/index.ts";

export interface NewApiKey {
  organizationId: string;
  userId: string;
  name: string;
  scopes: readonly Scope[];
  profile: string | null;
  /** ISO 8601. */
  expiresAt: string | null;
}

/** Makes a key, inside a transaction of its organization, with its audit entry. Its text exists in the answer alone. */
export async function insertApiKey(
  trx: Transaction,
  key: NewApiKey,
  actor: AuditActor,
): Promise<CreatedApiKey> {
  const { text, secret, prefix, id } = createApiKeyText(key.organizationId, newId());
  const { name, profile, expiresAt } = key;
  const scopes = [...key.scopes];
  await trx
    .insertInto("apiKeys")
    .values({ ...key, id, prefix, secretHash: hashToken(secret), scopes })
    .execute();
  await recordAudit(trx, actor, {
    action: "api_key.create",
    targetKind: "api_key",
    targetId: id,
    data: { name, scopes, profile, expiresAt },
  });
  return { id, key: text, name, prefix };
}
