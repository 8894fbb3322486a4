import { AppError } from "@patchops/contract";
import { sql } from "kysely";
import type { Services } from "../../context.ts";
import {
  isUnderWay,
  type KeyRotation,
  lockRotation,
  masterKeyFact,
  storeFact,
  storeRotation,
} from "./key-facts.ts";

/** Notes that from now on the next master key wraps; `last` is the rotation before. Throws `conflict`. */
export async function beginRotation(
  { database, masterKeys, settings, jobs }: Services,
  last: KeyRotation | null,
  input: { isResealing: boolean; isOnlyNode: boolean },
): Promise<void> {
  const isFile = masterKeys.file !== null;
  if (last !== null && masterKeys.masterKeys.some(({ id }) => id === last.from && id !== last.to)) {
    throw new AppError("conflict", "The master key before this one is still there.", {
      next: "Take it away first: patchops admin remove-old-keys",
    });
  }
  if (isFile && settings.databaseKind === "external" && !input.isOnlyNode) {
    throw new AppError("conflict", "Other nodes on this database would not have the new key's file.", {
      next: "If this is the only node, add --only-node. Else give every node PATCHOPS_MASTER_KEY, a new key, and PATCHOPS_MASTER_KEY_PREVIOUS, the one in master.key.",
    });
  }
  const next = await masterKeys.next();
  if (next === null) {
    throw new AppError("conflict", "PATCHOPS_MASTER_KEY is the key in use: there is none to go to.", {
      next: "Set PATCHOPS_MASTER_KEY to a new key and PATCHOPS_MASTER_KEY_PREVIOUS to the present one, restart each node, then run this again.",
    });
  }
  await database.transaction(async (trx) => {
    const rotation = await lockRotation(trx);
    // Two operators at once: the second goes on with what the first began.
    if (isUnderWay(rotation)) return;
    // By the database's clock, as the data keys' own times are.
    const { rows } = await sql<{ now: string }>`select now() as now`.execute(trx);
    await storeFact(trx, masterKeyFact, { id: next.id });
    await storeRotation(trx, {
      from: masterKeys.current.id,
      to: next.id,
      startedAt: rows[0]?.now ?? new Date().toISOString(),
      finishedAt: null,
      isResealing: input.isResealing,
      resealedTo: null,
    });
    await database.notify(trx, "master_key_changed", next.id);
    // Whoever asked may go away: a worker carries it on.
    await jobs.send(trx, "master-key-change", {});
  });
}
