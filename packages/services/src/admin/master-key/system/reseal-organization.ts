import type { DataKey } from "@patchops/vault";
import { recordAudit } from "../../../audit/index.ts";
import type { Services } from "../../../context.ts";
import { operator } from "../../operator.ts";
import { type KeyRotation, lockRotation, readRotation, storeRotation } from "../key-facts.ts";
import { resealRows } from "./reseal-rows.ts";

/**
 * Seals the secrets of the next organization anew, with a new data key. The old data keys stay: a node may have read an old
 * text just before. Broken off, it begins again with the same organization. Answers false when none is left.
 * A system file: it goes over all organizations.
 */
export async function resealOrganization(services: Services): Promise<boolean> {
  const { database } = services;
  const rotation = await database.transaction(readRotation);
  if (rotation === null || !rotation.isResealing || rotation.finishedAt !== null) return false;
  const next = await database.system
    .selectFrom("dataKeys")
    .select("organizationId")
    .where("createdAt", "<", rotation.startedAt)
    .$if(rotation.resealedTo !== null, (query) =>
      query.where("organizationId", ">", rotation.resealedTo ?? ""),
    )
    .orderBy("organizationId")
    .limit(1)
    .executeTakeFirst();
  if (next === undefined) return false;
  const { organizationId } = next;
  const fresh = await takeFreshKey(services, organizationId, rotation);
  await resealRows(services, organizationId, fresh);
  await database.system.transaction().execute(async (trx) => {
    const present = await lockRotation(trx);
    if (present === null) return;
    // Each node's routing table holds sealed texts.
    await database.notify(trx, "organization_changed", organizationId);
    // Another process may have come further.
    const resealedTo =
      present.resealedTo !== null && present.resealedTo > organizationId
        ? present.resealedTo
        : organizationId;
    await storeRotation(trx, { ...present, resealedTo });
  });
  return true;
}

/** The organization's data key of this rotation, there for everybody before anything is sealed with it. */
async function takeFreshKey(
  { database, vault }: Services,
  organizationId: string,
  { startedAt }: KeyRotation,
): Promise<DataKey> {
  return database.system.transaction().execute(async (trx) => {
    // Of two processes that carry the rotation on, the second finds the key of the first.
    await lockRotation(trx);
    const made = await trx
      .selectFrom("dataKeys")
      .select(["id", "wrapped", "masterKeyId"])
      .where("organizationId", "=", organizationId)
      .where("createdAt", ">=", startedAt)
      .orderBy("createdAt", "desc")
      .limit(1)
      .executeTakeFirst();
    if (made !== undefined) return made;
    const fresh = vault.createDataKey();
    await trx
      .insertInto("dataKeys")
      .values({ organizationId, ...fresh })
      .execute();
    await recordAudit(trx, operator(organizationId), {
      action: "data_key.reseal",
      targetKind: "data_key",
      targetId: fresh.id,
    });
    return fresh;
  });
}
