import { clock } from "@patchops/contract";
import type { SigningKey, SigningKeys } from "@patchops/db";
import type { Vault } from "@patchops/vault";
import { purposeTexts, readStoredKeys, type StoredSigningKey } from "./stored-keys.ts";

/** The signing keys as this node knows them. As `SigningKeys` it holds those of the audit. */
export interface SigningRing extends SigningKeys {
  /** Secrets that sign the cookies of sign-ins under way: the first one signs, all are believed. */
  cookieKeys(): readonly string[];
}

/** Opens the keys that the database held a moment ago; `read` brings them up to date. */
export function createSigningRing(
  vault: Pick<Vault, "deriveSecret">,
  stored: readonly StoredSigningKey[],
): SigningRing {
  let text = "";
  let audit: (SigningKey & { activeAtMs: number })[] = [];
  let cookies: { secret: string; activeAtMs: number }[] = [];
  take(stored);

  function take(keys: readonly StoredSigningKey[]): void {
    const newText = JSON.stringify(keys);
    if (newText === text) return;
    const opened = keys.map(({ id, purpose, dataKey, activeAt, isClosed }) => ({
      ...{ id, purpose, isClosed },
      secret: vault.deriveSecret(dataKey, purposeTexts[purpose]),
      activeAtMs: Date.parse(activeAt),
    }));
    audit = opened.filter(({ purpose }) => purpose === "audit");
    cookies = opened.filter(({ purpose }) => purpose === "cookies");
    text = newText;
  }

  return {
    get current() {
      const nowMs = clock.nowMs();
      const current = audit.find(({ activeAtMs }) => activeAtMs <= nowMs);
      if (current === undefined) throw new Error("the audit has no key");
      return current;
    },
    async read(trx) {
      const keys = await readStoredKeys(trx);
      if (keys !== null) take(keys);
      return audit;
    },
    cookieKeys() {
      const nowMs = clock.nowMs();
      // One that is to come is believed already: a node whose clock is ahead may sign with it.
      const isActive = ({ activeAtMs }: { activeAtMs: number }) => activeAtMs <= nowMs;
      const inOrder = [...cookies.filter(isActive), ...cookies.filter((key) => !isActive(key))];
      return inOrder.map(({ secret }) => secret);
    },
  };
}
