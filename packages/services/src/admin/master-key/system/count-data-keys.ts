import type { DataKey } from "@patchops/vault";
import type { Services } from "../../../context.ts";
import { readStoredKeys } from "../../../signingkey/index.ts";
import { instanceKeyFacts, type KeyRotation } from "../key-facts.ts";

export interface DataKeyCounts {
  total: number;
  /** By the id of the master key that wraps them. */
  byMasterKey: ReadonlyMap<string, number>;
  /** Organizations of the rotation, and those of them that are not sealed anew. */
  resealing: { total: number; left: number } | null;
}

/** What hangs on which master key. A system file: it counts over all organizations. */
export async function countDataKeys(
  { database }: Pick<Services, "database">,
  rotation: KeyRotation | null,
): Promise<DataKeyCounts> {
  const rows = await database.system
    .selectFrom("dataKeys")
    .select(["masterKeyId", (query) => query.fn.countAll<number>().as("count")])
    .groupBy("masterKeyId")
    .execute();
  const byMasterKey = new Map(rows.map(({ masterKeyId, count }) => [masterKeyId, Number(count)]));
  const instanceKeys = await database.system
    .selectFrom("instanceFacts")
    .select("value")
    .where("key", "in", instanceKeyFacts)
    .execute();
  const tokenKeys = await database.system.selectFrom("oauthSigningKeys").select("dataKey").execute();
  const signingKeys = (await database.system.transaction().execute((trx) => readStoredKeys(trx))) ?? [];
  const single = [
    ...instanceKeys.map(({ value }) => value as DataKey),
    ...tokenKeys.map(({ dataKey }) => dataKey),
    ...signingKeys.map(({ dataKey }) => dataKey),
  ];
  for (const key of single) {
    if (key) byMasterKey.set(key.masterKeyId, (byMasterKey.get(key.masterKeyId) ?? 0) + 1);
  }
  const total = [...byMasterKey.values()].reduce((sum, count) => sum + count, 0);
  if (!rotation?.isResealing) return { total, byMasterKey, resealing: null };
  const { all, left } = await database.system
    .selectFrom("dataKeys")
    .select(({ fn, val }) => [
      fn.count<number>("organizationId").distinct().as("all"),
      fn
        .count<number>("organizationId")
        .distinct()
        .filterWhere(
          "organizationId",
          ">",
          val(rotation.resealedTo ?? "00000000-0000-0000-0000-000000000000"),
        )
        .as("left"),
    ])
    .where("createdAt", "<", rotation.startedAt)
    .executeTakeFirstOrThrow();
  const isOver = rotation.finishedAt !== null;
  return { total, byMasterKey, resealing: { total: Number(all), left: isOver ? 0 : Number(left) } };
}
