import type { DataKey } from "@patchops/vault";
import { recordAudit } from "../../../audit/index.ts";
import type { Services } from "../../../context.ts";
import { readStoredKeys, storeKeys } from "../../../signingkey/index.ts";
import { operator } from "../../operator.ts";
import { instanceKeyFacts, storeFact } from "../key-facts.ts";

const batch = 200;

/**
 * Wraps some of the data keys that another master key wraps with the current one; answers how many. What they sealed opens
 * all the while: with either wrapping, on every node that holds both keys. A system file: it goes over all organizations.
 */
export async function rewrapDataKeys({ database, vault, masterKeys }: Services): Promise<number> {
  const { id: current } = masterKeys.current;
  return database.system.transaction().execute(async (trx) => {
    const instanceKeys = await trx
      .selectFrom("instanceFacts")
      .select(["key", "value"])
      .where("key", "in", instanceKeyFacts)
      .forUpdate()
      .execute();
    for (const { key, value } of instanceKeys) {
      const instanceKey = value as DataKey;
      if (instanceKey.masterKeyId !== current) await storeFact(trx, key, vault.rewrap(instanceKey));
    }
    const signingKeys = (await readStoredKeys(trx, { isLocked: true })) ?? [];
    if (signingKeys.some(({ dataKey }) => dataKey.masterKeyId !== current)) {
      const rewrapped = signingKeys.map((key) => ({ ...key, dataKey: vault.rewrap(key.dataKey) }));
      await storeKeys(trx, rewrapped);
    }
    const tokenKeys = await trx
      .selectFrom("oauthSigningKeys")
      .select(["id", "dataKey"])
      .where("dataKey", "is not", null)
      .forUpdate()
      .execute();
    for (const { id, dataKey } of tokenKeys) {
      if (dataKey === null || dataKey.masterKeyId === current) continue;
      await trx
        .updateTable("oauthSigningKeys")
        .set({ dataKey: JSON.stringify(vault.rewrap(dataKey)) })
        .where("id", "=", id)
        .execute();
    }
    const rows = await trx
      .selectFrom("dataKeys")
      .select(["organizationId", "id", "wrapped", "masterKeyId"])
      .where("masterKeyId", "!=", current)
      .orderBy("organizationId")
      .orderBy("id")
      .limit(batch)
      .forUpdate()
      .execute();
    for (const { organizationId, ...row } of rows) {
      const { wrapped, masterKeyId } = vault.rewrap(row);
      await trx
        .updateTable("dataKeys")
        .set({ wrapped, masterKeyId })
        .where("organizationId", "=", organizationId)
        .where("id", "=", row.id)
        .execute();
      await recordAudit(trx, operator(organizationId), {
        action: "data_key.rewrap",
        targetKind: "data_key",
        targetId: row.id,
        data: { from: row.masterKeyId, to: masterKeyId },
      });
    }
    return rows.length;
  });
}
