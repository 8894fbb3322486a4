import type { Transaction } from "@patchops/db";
import { sql } from "kysely";
import type { Services } from "../../context.ts";
import type { ComposedMail } from "../compose.ts";
import { mailKey, mailPlace } from "../mail-key.ts";

/** Longer than one whole conversation with the server may take: nobody else sends it meanwhile. */
const leaseSeconds = 120;

export interface ClaimedMail extends ComposedMail {
  id: string;
  userId: string | null;
  recipient: string;
  /** This one counted. */
  attempts: number;
  isExpired: boolean;
  /** Why nothing is sent to that address; null = it is. */
  suppression: string | null;
}

/**
 * Takes a queued mail for this worker alone, or null when somebody has it, it is not its time, or it is done with. A worker that
 * dies with it is followed by another after the lease. A system file: mails are of no organization.
 */
export async function claimMail(services: Services, id: string): Promise<ClaimedMail | null> {
  return services.database.system.transaction().execute(async (trx) => {
    const row = await trx
      .updateTable("mails")
      .set({
        leaseUntil: sql`now() + make_interval(secs => ${leaseSeconds})`,
        attempts: sql`attempts + 1`,
      })
      .where("id", "=", id)
      .where("status", "=", "queued")
      .where("nextAt", "<=", sql<string>`now() + interval '1 second'`)
      .where((where) =>
        where.or([where("leaseUntil", "is", null), where("leaseUntil", "<", sql<string>`now()`)]),
      )
      .returning([
        "id",
        "userId",
        "recipient",
        "attempts",
        "sealed",
        sql<boolean>`expires_at <= now()`.as("isExpired"),
      ])
      .executeTakeFirst();
    if (row === undefined) return null;
    const { sealed, ...mail } = row;
    return {
      ...mail,
      ...(await open(services, trx, { id, sealed })),
      suppression: await suppressionOf(trx, row.recipient),
    };
  });
}

async function open(
  services: Services,
  trx: Transaction,
  { id, sealed }: { id: string; sealed: string | null },
): Promise<ComposedMail> {
  if (sealed === null) return { subject: "", text: "", html: "", unsubscribeUrl: null };
  return JSON.parse(services.vault.open(await mailKey(services, trx), sealed, mailPlace(id))) as ComposedMail;
}

async function suppressionOf(trx: Transaction, address: string): Promise<string | null> {
  const row = await trx
    .selectFrom("suppressedAddresses")
    .select("reason")
    .where("address", "=", address)
    .executeTakeFirst();
  return row?.reason ?? null;
}
