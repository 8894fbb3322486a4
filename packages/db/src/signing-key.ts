import type { KyselyPlugin } from "kysely";
import type { Transaction } from "./database.ts";

/** A key that rows are signed with. */
export interface SigningKey {
  /** Stands in what it signed; empty for an instance's first one. */
  id: string;
  secret: string;
  /** Whether nothing that is signed again and again may be signed with it any more. */
  isClosed: boolean;
}

/** The keys of an instance, which a rotation adds to. */
export interface SigningKeys {
  /** Signs what is written now. */
  readonly current: SigningKey;
  /** All, as they are at the moment of this transaction: another node may have made one. */
  read(trx: Transaction): Promise<readonly SigningKey[]>;
}

/** Carries the keys to every transaction and changes no query. */
class SigningKeyPlugin implements KyselyPlugin {
  readonly keys: SigningKeys;

  constructor(keys: SigningKeys) {
    this.keys = keys;
  }

  transformQuery({ node }: Parameters<KyselyPlugin["transformQuery"]>[0]) {
    return node;
  }

  async transformResult({ result }: Parameters<KyselyPlugin["transformResult"]>[0]) {
    return result;
  }
}

/** A text is the one key of an instance that never changes it. */
export function carrySigningKeys(keys: string | SigningKeys): KyselyPlugin {
  if (typeof keys !== "string") return new SigningKeyPlugin(keys);
  const current: SigningKey = { id: "", secret: keys, isClosed: false };
  return new SigningKeyPlugin({ current, read: async () => [current] });
}

/**
 * The keys that rows of this transaction are signed with. They travel with the transaction, so that nobody who writes such
 * a row has to be handed them; the database itself never sees them. Throws in a transaction that was not opened by `openDatabase`.
 */
export function signingKeysOf(trx: Pick<Transaction, "getExecutor">): SigningKeys {
  for (const plugin of trx.getExecutor().plugins) {
    if (plugin instanceof SigningKeyPlugin) return plugin.keys;
  }
  throw new Error("rows cannot be signed in this transaction: it carries no key");
}
