import type { Transaction } from "@patchops/db";
import type { DataKey } from "@patchops/vault";

/** The instance's keys that sign with a secret of their own, newest first: a fact of the database. */
export const signingKeysFact = "signing_keys";
/** Notified when that fact was changed. */
export const signingKeysChannel = "signing_keys_changed";

export interface StoredSigningKey {
  /** Stands in what it signed; empty for the first key of a purpose. */
  id: string;
  purpose: "audit" | "cookies";
  /** What its secret is derived from, wrapped like any data key. */
  dataKey: DataKey;
  createdAt: string;
  /** It signs from then on: by then every node knows it. */
  activeAt: string;
  /** Of the audit: no end of a chain is signed with it any more. */
  isClosed: boolean;
}

/** What keys of a purpose are derived for, in words that never change: the secrets hang on them. */
export const purposeTexts = { audit: "audit entries", cookies: "OAuth cookies" } as const;

/** The keys that a new instance, or one from before keys could be renewed, signs with: both come from its instance secret. */
export function firstSigningKeys(instanceSecret: DataKey): StoredSigningKey[] {
  const beginning = new Date(0).toISOString();
  return (["audit", "cookies"] as const).map((purpose) => ({
    id: "",
    purpose,
    dataKey: instanceSecret,
    createdAt: beginning,
    activeAt: beginning,
    isClosed: false,
  }));
}

/** Null in a database that has none yet. `isLocked`: until the transaction ends. */
export async function readStoredKeys(
  trx: Transaction,
  { isLocked = false } = {},
): Promise<StoredSigningKey[] | null> {
  const row = await trx
    .selectFrom("instanceFacts")
    .select("value")
    .where("key", "=", signingKeysFact)
    .$if(isLocked, (query) => query.forUpdate())
    .executeTakeFirst();
  return row === undefined ? null : (row.value as StoredSigningKey[]);
}

export async function storeKeys(trx: Transaction, keys: readonly StoredSigningKey[]): Promise<void> {
  await trx
    .updateTable("instanceFacts")
    .set({ value: JSON.stringify(keys), updatedAt: new Date().toISOString() })
    .where("key", "=", signingKeysFact)
    .execute();
}
