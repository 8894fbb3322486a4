import type { Transaction } from "@patchops/db";
import { createToken, hashToken } from "@patchops/vault";
import type { Services } from "../context.ts";

/** For how long after it was carried out, or could be, a deletion's proof is to be had. */
export const proofDays = 30;

/** A link to a deletion's page, inside a transaction of the system's. Behind a #: no server, proxy or log on the way is told its token. */
export async function createDeletionLink(
  { settings }: Pick<Services, "settings">,
  trx: Transaction,
  { deletionId, expiresAt }: { deletionId: string; expiresAt: string },
): Promise<{ token: string; url: string }> {
  const token = createToken();
  await trx
    .insertInto("deletionLinks")
    .values({ tokenHash: hashToken(token), deletionId, expiresAt })
    .execute();
  return { token, url: `${settings.publicUrl}/deletion#token=${token}` };
}
