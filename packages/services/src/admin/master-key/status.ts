import type { MasterKeyStatus } from "@patchops/contract";
import type { Services } from "../../context.ts";
import { readRotation } from "./key-facts.ts";
import { countDataKeys } from "./system/count-data-keys.ts";

/** `patchops admin key-status`: which master key is in use, and what still needs another one. */
export async function masterKeyStatus(services: Services): Promise<MasterKeyStatus> {
  const { masterKeys, database, settings } = services;
  const { id } = masterKeys.current;
  const rotation = await database.transaction(readRotation);
  const { total, byMasterKey, resealing } = await countDataKeys(services, rotation);
  return {
    id,
    source: masterKeys.file === null ? "setting" : "file",
    mayHaveOtherNodes: masterKeys.file !== null && settings.databaseKind === "external",
    otherIds: masterKeys.masterKeys.map((key) => key.id).filter((other) => other !== id),
    dataKeys: { total, left: total - (byMasterKey.get(id) ?? 0) },
    rotation: rotation && {
      from: rotation.from,
      startedAt: rotation.startedAt,
      finishedAt: rotation.finishedAt,
      resealing,
    },
  };
}
