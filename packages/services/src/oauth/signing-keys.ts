import { generateKeyPair } from "node:crypto";
import { promisify } from "node:util";
import { newId } from "@patchops/contract";
import type { Tables, Transaction } from "@patchops/db";
import type { Selectable } from "kysely";
import type { Services } from "../context.ts";

/** Notified when a signing key was made or dropped. */
export const signingKeyChannel = "oauth_signing_keys";

type PublicJwk = Selectable<Tables["oauthSigningKeys"]>["publicJwk"];

export interface SigningKeys {
  /** Signs new tokens. Holds its private part: never log it. */
  current: PublicJwk & { d: string };
  /** Every key whose tokens may still stand, the current one among them, without private parts. */
  published: PublicJwk[];
}

const rotateEveryMs = 30 * 86_400_000;
/** A token lives ten minutes; a node that heard of no rotation signs a minute longer. */
const keptAfterMs = 3_600_000;
const generate = promisify(generateKeyPair);

function place(kid: string) {
  return { organizationId: "instance", row: kid, field: "oauth_signing_key" };
}

/** The keys as they are now; the first is made by whoever asks first. */
export async function readSigningKeys(services: Services): Promise<SigningKeys> {
  const { database, vault } = services;
  const rows = await database.transaction((trx) =>
    trx.selectFrom("oauthSigningKeys").selectAll().orderBy("createdAt", "desc").execute(),
  );
  const current = rows.find((row) => row.retiredAt === null);
  if (current === undefined || current.privateSealed === null || current.dataKey === null) {
    await rotateTokenKey(services);
    return readSigningKeys(services);
  }
  const secret = vault.open(current.dataKey, current.privateSealed, place(current.id));
  return {
    current: { ...current.publicJwk, d: secret },
    published: rows.map(({ publicJwk }) => publicJwk),
  };
}

/**
 * A worker's job: puts a new signing key in place of one that is 30 days old (`force`: of any age). Public keys stay published
 * until the last token that they signed has ended; the private part is gone at once.
 */
export async function rotateTokenKey(services: Services, { force = false } = {}): Promise<boolean> {
  return services.database.transaction(async (trx) => {
    await trx
      .deleteFrom("oauthSigningKeys")
      .where("retiredAt", "<", new Date(Date.now() - keptAfterMs).toISOString())
      .execute();
    const current = await lockCurrent(trx);
    if (current && !force && Date.now() - Date.parse(current.createdAt) < rotateEveryMs) return false;
    return replace(services, trx, current?.id);
  });
}

/** Puts a new key in place of the present one, whatever its age, within the caller's transaction. */
export async function renewTokenKey(
  services: Pick<Services, "database" | "vault">,
  trx: Transaction,
): Promise<void> {
  await replace(services, trx, (await lockCurrent(trx))?.id);
}

/** When each key was made and replaced, the newest first. */
export async function tokenKeyTimes(
  trx: Transaction,
): Promise<{ createdAt: string; retiredAt: string | null }[]> {
  return trx
    .selectFrom("oauthSigningKeys")
    .select(["createdAt", "retiredAt"])
    .orderBy("createdAt", "desc")
    .execute();
}

async function lockCurrent(trx: Transaction) {
  return trx
    .selectFrom("oauthSigningKeys")
    .select(["id", "createdAt"])
    .where("retiredAt", "is", null)
    .forUpdate()
    .executeTakeFirst();
}

async function replace(
  services: Pick<Services, "database" | "vault">,
  trx: Transaction,
  currentId: string | undefined,
): Promise<boolean> {
  if (currentId !== undefined) {
    await trx
      .updateTable("oauthSigningKeys")
      .set({ retiredAt: new Date().toISOString(), privateSealed: null, dataKey: null })
      .where("id", "=", currentId)
      .execute();
  }
  const isMade = await insertKey(services, trx);
  await services.database.notify(trx, signingKeyChannel, "");
  return isMade;
}

/** False when another node made one at the same moment. */
async function insertKey({ vault }: Pick<Services, "vault">, trx: Transaction): Promise<boolean> {
  const { privateKey } = await generate("ec", { namedCurve: "P-256" });
  const { d = "", ...publicPart } = privateKey.export({ format: "jwk" });
  const id = newId();
  const dataKey = vault.createDataKey();
  const made = await trx
    .insertInto("oauthSigningKeys")
    .values({
      id,
      publicJwk: JSON.stringify({ ...publicPart, kid: id, alg: "ES256", use: "sig" }),
      privateSealed: vault.seal(dataKey, d, place(id)),
      dataKey: JSON.stringify(dataKey),
      retiredAt: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("id")
    .execute();
  return made.length > 0;
}
