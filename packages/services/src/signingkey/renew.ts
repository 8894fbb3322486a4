import { clock, type SigningKeyPurpose } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import type { Services } from "../context.ts";
import { renewTokenKey } from "../oauth/index.ts";
import { readStoredKeys, type StoredSigningKey, signingKeysChannel, storeKeys } from "./stored-keys.ts";

/** Time for every node to hear of a key before one of them signs with it. */
const announcedMs = 30_000;
/** After which older keys are done with; a little later than the new ones are in use. */
const settledAfterSeconds = 60;

/**
 * Adds a new key for each purpose, within the caller's transaction. One that is not in use yet is left, so that asking twice makes
 * one key. Answers the purposes that got one.
 */
export async function renewSigningKeys(
  services: Pick<Services, "database" | "vault" | "jobs">,
  trx: Transaction,
  purposes: readonly SigningKeyPurpose[],
): Promise<SigningKeyPurpose[]> {
  const { database, vault, jobs } = services;
  const renewed: SigningKeyPurpose[] = [];
  if (purposes.includes("tokens")) {
    await renewTokenKey(services, trx);
    renewed.push("tokens");
  }
  const stored = (await readStoredKeys(trx, { isLocked: true })) ?? [];
  const nowMs = clock.nowMs();
  const made: StoredSigningKey[] = [];
  for (const purpose of ["audit", "cookies"] as const) {
    const isComing = stored.some((key) => key.purpose === purpose && Date.parse(key.activeAt) > nowMs);
    if (!purposes.includes(purpose) || isComing) continue;
    const dataKey = vault.createDataKey();
    made.push({
      // The random end of the data key's id.
      id: dataKey.id.slice(-12),
      purpose,
      dataKey,
      createdAt: new Date(nowMs).toISOString(),
      activeAt: new Date(nowMs + announcedMs).toISOString(),
      isClosed: false,
    });
    renewed.push(purpose);
  }
  if (made.length > 0) {
    await storeKeys(trx, [...made, ...stored]);
    await database.notify(trx, signingKeysChannel, "");
    await jobs.send(trx, "signing-key-change", {}, { afterSeconds: settledAfterSeconds });
  }
  return renewed;
}
