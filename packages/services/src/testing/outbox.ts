import type { Services } from "../context.ts";
import type { ComposedMail } from "../mail/compose.ts";
import { mailKey, mailPlace } from "../mail/mail-key.ts";

export interface OutboxMail extends ComposedMail {
  id: string;
  kind: string;
  /** What stands behind `token=` in its link. */
  token: string;
}

/** The mails to an address as the outbox holds them, oldest first. */
export async function outboxOf(services: Services, address: string): Promise<OutboxMail[]> {
  const { system } = services.database;
  const rows = await system
    .selectFrom("mails")
    .select(["id", "kind", "sealed"])
    .where("recipient", "=", address)
    .orderBy("id")
    .execute();
  const key = await services.database.transaction((trx) => mailKey(services, trx));
  return rows.map(({ id, kind, sealed }) => {
    const mail = JSON.parse(services.vault.open(key, sealed ?? "", mailPlace(id))) as ComposedMail;
    return { ...mail, id, kind, token: /#token=(\w+)/.exec(mail.text)?.[1] ?? "" };
  });
}
