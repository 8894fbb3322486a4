import {
  type MasterKeyStatus,
  type RotateKeyInput,
  rotateKeyInput,
  signingKeyPurposes,
} from "@patchops/contract";
import type { Services } from "../../context.ts";
import { renewSigningKeys } from "../../signingkey/index.ts";
import { beginRotation } from "./begin-rotation.ts";
import { isUnderWay, lockRotation, readRotation, storeRotation } from "./key-facts.ts";
import { masterKeyStatus } from "./status.ts";
import { resealOrganization } from "./system/reseal-organization.ts";
import { rewrapDataKeys } from "./system/rewrap-data-keys.ts";

/** How long one call works before it answers how far it is. */
const turnMs = 1_000;

/**
 * `patchops admin rotate-key`: goes over to a new master key while everything goes on, or goes on with a change that was
 * broken off. One call does a second's work; whoever asks calls again until `finishedAt` is set. All that it needs to go on
 * is in the database and the key files, so it may be killed at any moment. Throws `conflict` when there is no key to go to.
 */
export async function rotateMasterKey(
  services: Services,
  rawInput: RotateKeyInput,
): Promise<MasterKeyStatus> {
  const present = await services.database.transaction(readRotation);
  if (!isUnderWay(present)) await beginRotation(services, present, rotateKeyInput.parse(rawInput));
  await work(services, performance.now() + turnMs);
  return masterKeyStatus(services);
}

/** A worker's job, and after a start: carries on a rotation that somebody began, to its end. */
export async function resumeRotation(services: Services): Promise<void> {
  const rotation = await services.database.transaction(readRotation);
  if (!isUnderWay(rotation)) return;
  services.log.warn({ from: rotation.from, to: rotation.to }, "the change of the master key goes on");
  await work(services, Number.POSITIVE_INFINITY);
}

async function work(services: Services, untilMs: number): Promise<void> {
  const { database, masterKeys } = services;
  const rotation = await database.transaction(readRotation);
  if (!isUnderWay(rotation)) return;
  if (masterKeys.current.id !== rotation.to) await masterKeys.use(rotation.to);
  do {
    const isChanged = (await rewrapDataKeys(services)) > 0 || (await resealOrganization(services));
    if (!isChanged) {
      await finish(services);
      return;
    }
  } while (performance.now() < untilMs);
}

async function finish(services: Services): Promise<void> {
  await services.database.transaction(async (trx) => {
    const rotation = await lockRotation(trx);
    if (!isUnderWay(rotation)) return;
    // Whoever may have the data keys may have what else the old master key opened.
    if (rotation.isResealing) await renewSigningKeys(services, trx, signingKeyPurposes);
    await storeRotation(trx, { ...rotation, finishedAt: new Date().toISOString() });
  });
}
