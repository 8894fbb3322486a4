import { hashToken } from "@patchops/vault";
import { sql } from "kysely";
import type { Services } from "../context.ts";

/** `Interaction`: a sign-in under way, which the browser's cookie names. */
export type OAuthRecordKind = "AuthorizationCode" | "RefreshToken" | "Interaction";

export interface OAuthRecord {
  payload: Record<string, unknown>;
  consumedAt: string | null;
}

/** How long a grant lives after its last refresh. */
export const grantDays = 30;

/** Stores a record under the hash of what names it. A new refresh token prolongs its grant. */
export async function saveOAuthRecord(
  { database }: Services,
  kind: OAuthRecordKind,
  record: { id: string; payload: Record<string, unknown>; expiresInSeconds: number },
): Promise<void> {
  const expiresAt = new Date(Date.now() + record.expiresInSeconds * 1_000).toISOString();
  const grantId = typeof record.payload.grantId === "string" ? record.payload.grantId : null;
  const payload = JSON.stringify(record.payload);
  await database.transaction(async (trx) => {
    await trx
      .insertInto("oauthRecords")
      .values({ kind, idHash: hashToken(record.id), grantId, payload, expiresAt, consumedAt: null })
      .onConflict((conflict) => conflict.columns(["kind", "idHash"]).doUpdateSet({ payload, expiresAt }))
      .execute();
    if (kind !== "RefreshToken" || grantId === null) return;
    const now = new Date().toISOString();
    const grant = await trx
      .updateTable("oauthGrants")
      .set({ expiresAt, lastUsedAt: now })
      .where("id", "=", grantId)
      .where("revokedAt", "is", null)
      .returning("clientId")
      .executeTakeFirst();
    if (!grant) return;
    await trx.updateTable("oauthClients").set({ lastUsedAt: now }).where("id", "=", grant.clientId).execute();
  });
}

export async function findOAuthRecord(
  { database }: Services,
  kind: OAuthRecordKind,
  id: string,
): Promise<OAuthRecord | undefined> {
  return database.transaction((trx) =>
    trx
      .selectFrom("oauthRecords")
      .select(["payload", "consumedAt"])
      .where("kind", "=", kind)
      .where("idHash", "=", hashToken(id))
      .where("expiresAt", ">", sql<string>`now()`)
      .executeTakeFirst(),
  );
}

/** Marks a record as used; false when it was used before, by whoever came first. */
export async function consumeOAuthRecord(
  { database }: Services,
  kind: OAuthRecordKind,
  id: string,
): Promise<boolean> {
  const consumed = await database.transaction((trx) =>
    trx
      .updateTable("oauthRecords")
      .set({ consumedAt: new Date().toISOString() })
      .where("kind", "=", kind)
      .where("idHash", "=", hashToken(id))
      .where("consumedAt", "is", null)
      .returning("idHash")
      .execute(),
  );
  return consumed.length > 0;
}

export async function removeOAuthRecord(
  { database }: Services,
  kind: OAuthRecordKind,
  id: string,
): Promise<void> {
  await database.transaction((trx) =>
    trx.deleteFrom("oauthRecords").where("kind", "=", kind).where("idHash", "=", hashToken(id)).execute(),
  );
}
