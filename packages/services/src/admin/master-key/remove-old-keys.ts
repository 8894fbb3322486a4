import { setTimeout } from "node:timers/promises";
import { AppError } from "@patchops/contract";
import type { Services } from "../../context.ts";
import { instanceSecretFact, readRotation } from "./key-facts.ts";
import { countDataKeys } from "./system/count-data-keys.ts";
import { removeUnusedDataKeys } from "./system/remove-unused-data-keys.ts";
import { resealLeftovers } from "./system/reseal-leftovers.ts";

/**
 * `patchops admin remove-old-keys`: takes away every master key but the current one, and data keys that seal nothing any
 * more. Throws `conflict` while anything needs one of them. `isInSettings`: they are settings, for the operator to take out.
 * Nodes may hold what the old keys wrapped for 5 s (the age of their routing tables); `settledMs`, twice that, is waited.
 */
export async function removeOldKeys(
  services: Services,
  { settledMs = 10_000 } = {},
): Promise<{ dataKeys: number; isInSettings: boolean }> {
  const { database, masterKeys, settings } = services;
  const rotation = await database.transaction(readRotation);
  if (rotation !== null) {
    if (rotation.finishedAt === null) throw stillNeeded("A change of the master key is under way.");
    const waitMs = Date.parse(rotation.finishedAt) + settledMs - Date.now();
    if (waitMs > 0) await setTimeout(Math.min(waitMs, settledMs));
  }
  const { byMasterKey } = await countDataKeys(services, null);
  const left = [...byMasterKey].filter(([id, count]) => id !== masterKeys.current.id && count > 0);
  if (left.length > 0) throw stillNeeded("An old master key still wraps data keys.");
  if (rotation?.isResealing && (await resealLeftovers(services)) > 0) {
    // A node may be between reading an old text and its key.
    await setTimeout(settledMs);
  }
  const dataKeys = await removeUnusedDataKeys(services);
  if (settings.databaseKind === "embedded") {
    // Nobody else logs in there: the next start gives its roles new passwords, made from the present key.
    await database.transaction((trx) =>
      trx.deleteFrom("instanceFacts").where("key", "=", instanceSecretFact).execute(),
    );
  }
  return { dataKeys, isInSettings: !(await masterKeys.removeOthers()) };
}

function stillNeeded(message: string): AppError {
  return new AppError("conflict", message, { next: "Finish it first: patchops admin rotate-key" });
}
