import type { Services } from "../../context.ts";
import type { ComposedMail } from "../compose.ts";
import { mailKey, mailPlace } from "../mail-key.ts";

/** A mail with what it says, or null when that is gone. A system file: mails are of no organization. */
export async function openMail(
  services: Services,
  id: string,
): Promise<(ComposedMail & { kind: string; recipient: string }) | null> {
  return services.database.system.transaction().execute(async (trx) => {
    const row = await trx
      .selectFrom("mails")
      .select(["kind", "recipient", "sealed"])
      .where("id", "=", id)
      .executeTakeFirst();
    if (!row?.sealed) return null;
    const text = services.vault.open(await mailKey(services, trx), row.sealed, mailPlace(id));
    const { kind, recipient } = row;
    return { ...(JSON.parse(text) as ComposedMail), kind, recipient };
  });
}
