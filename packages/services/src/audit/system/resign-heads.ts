import { type Database, signingKeysOf } from "@patchops/db";
import { signerOf } from "../chain-links.ts";
import { isHeadGenuine } from "../check-chain.ts";
import { lockChain } from "./chain-lock.ts";
import { storeHead } from "./extend-chain.ts";

/**
 * Signs where each chain begins and ends with the present key. A head that is not PatchOps' own stays as it is, for whoever looks
 * into it. A system file: it goes over all organizations.
 */
export async function resignHeads(database: Database): Promise<void> {
  const chains = await database.system.selectFrom("auditChains").select("organizationId").execute();
  for (const { organizationId } of chains) {
    await database.system.transaction().execute(async (trx) => {
      await lockChain(trx, organizationId);
      const signing = signingKeysOf(trx);
      const keys = await signing.read(trx);
      const row = await trx
        .selectFrom("auditChains")
        .selectAll()
        .where("organizationId", "=", organizationId)
        .executeTakeFirst();
      if (row === undefined || signerOf(keys, row.signature)?.id === signing.current.id) return;
      if (!isHeadGenuine(keys, row)) return;
      await storeHead(trx, signing.current, row);
    });
  }
}
