import { clock } from "@patchops/contract";
import { resignHeads } from "../audit/index.ts";
import type { Services } from "../context.ts";
import { readStoredKeys, type StoredSigningKey, signingKeysChannel, storeKeys } from "./stored-keys.ts";

/** Cookies of sign-ins under way live 15 minutes. */
const cookiesKeptMs = 3_600_000;

/**
 * A worker's job, after a change and once a day: signs the end of every audit chain with the newest key, from when on an older
 * one may not say where a chain ends; what it signed within the chain stays right. Cookie keys that nothing needs are dropped.
 */
export async function settleSigningKeys(services: Pick<Services, "database">): Promise<void> {
  const { database } = services;
  const nowMs = clock.nowMs();
  const isOlder = (key: StoredSigningKey, newest: StoredSigningKey | undefined) =>
    newest !== undefined && key.purpose === newest.purpose && key.activeAt < newest.activeAt;
  const newestOf = (keys: readonly StoredSigningKey[], purpose: StoredSigningKey["purpose"]) =>
    keys.find((key) => key.purpose === purpose && Date.parse(key.activeAt) <= nowMs);

  const before = (await database.transaction((trx) => readStoredKeys(trx))) ?? [];
  const audit = newestOf(before, "audit");
  const cookies = newestOf(before, "cookies");
  const isDone = (key: StoredSigningKey) =>
    isOlder(key, cookies) && nowMs - Date.parse(cookies?.activeAt ?? "") > cookiesKeptMs;
  if (!before.some((key) => (isOlder(key, audit) && !key.isClosed) || isDone(key))) return;
  await resignHeads(database);
  await database.transaction(async (trx) => {
    const stored = (await readStoredKeys(trx, { isLocked: true })) ?? [];
    const settled = stored
      .filter((key) => !isDone(key))
      .map((key) => (isOlder(key, audit) ? { ...key, isClosed: true } : key));
    await storeKeys(trx, settled);
    await database.notify(trx, signingKeysChannel, "");
  });
}
