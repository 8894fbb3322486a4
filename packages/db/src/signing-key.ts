import type { KyselyPlugin } from "kysely";
import type { Transaction } from "./database.ts";

/** Carries the key to every transaction and changes no query. */
class SigningKeyPlugin implements KyselyPlugin {
  readonly signingKey: string;

  constructor(signingKey: string) {
    this.signingKey = signingKey;
  }

  transformQuery({ node }: Parameters<KyselyPlugin["transformQuery"]>[0]) {
    return node;
  }

  async transformResult({ result }: Parameters<KyselyPlugin["transformResult"]>[0]) {
    return result;
  }
}

export const carrySigningKey = (signingKey: string): KyselyPlugin => new SigningKeyPlugin(signingKey);

/**
 * The key that rows of this transaction are signed with. It travels with the transaction, so that nobody who writes such
 * a row has to be handed it; the database itself never sees it. Throws in a transaction that was not opened by `openDatabase`.
 */
export function signingKeyOf(trx: Pick<Transaction, "getExecutor">): string {
  for (const plugin of trx.getExecutor().plugins) {
    if (plugin instanceof SigningKeyPlugin) return plugin.signingKey;
  }
  throw new Error("rows cannot be signed in this transaction: it carries no key");
}
