import type { Transaction } from "@patchops/db";
import type { DataKey, SealPlace } from "@patchops/vault";
import type { Services } from "../context.ts";

/** The instance's data key for mails, wrapped like any other. */
export const mailKeyFact = "mail_key";

/** The key that mails are sealed with, made at its first use. */
export async function mailKey({ vault }: Pick<Services, "vault">, trx: Transaction): Promise<DataKey> {
  const read = () =>
    trx.selectFrom("instanceFacts").select("value").where("key", "=", mailKeyFact).executeTakeFirst();
  const known = await read();
  if (known !== undefined) return known.value as DataKey;
  await trx
    .insertInto("instanceFacts")
    .values({ key: mailKeyFact, value: JSON.stringify(vault.createDataKey()) })
    .onConflict((conflict) => conflict.column("key").doNothing())
    .execute();
  // Of two that make it at once, the first one's counts.
  const made = await read();
  return made?.value as DataKey;
}

/** Where a mail's text stands: a mail is of no organization's keys. */
export function mailPlace(mailId: string): SealPlace {
  return { organizationId: "", row: mailId, field: "mail" };
}
