import type { Transaction } from "@patchops/db";
import { mailKeyFact } from "../../mail/index.ts";

/** Which master key wraps what is made from now on: `{ id }`. */
export const masterKeyFact = "master_key";
/** A data key of the instance itself, from which the passwords of the database's roles come. */
export const instanceSecretFact = "instance_secret";
/** Every data key that is of no organization. */
export const instanceKeyFacts = [instanceSecretFact, mailKeyFact] as const;
const rotationFact = "key_rotation";

/** The newest change of the master key, under way or over. */
export interface KeyRotation {
  from: string;
  to: string;
  startedAt: string;
  finishedAt: string | null;
  isResealing: boolean;
  /** Organizations up to this one, in the order of their ids, are sealed anew. */
  resealedTo: string | null;
}

export function isUnderWay(rotation: KeyRotation | null): rotation is KeyRotation {
  return rotation !== null && rotation.finishedAt === null;
}

/** Null before the first one. Locked until the transaction ends. */
export async function lockRotation(trx: Transaction): Promise<KeyRotation | null> {
  const row = await trx
    .selectFrom("instanceFacts")
    .select("value")
    .where("key", "=", rotationFact)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined ? null : (row.value as KeyRotation);
}

/** The same without waiting for who has it locked. */
export async function readRotation(trx: Transaction): Promise<KeyRotation | null> {
  const row = await trx
    .selectFrom("instanceFacts")
    .select("value")
    .where("key", "=", rotationFact)
    .executeTakeFirst();
  return row === undefined ? null : (row.value as KeyRotation);
}

export async function storeRotation(trx: Transaction, rotation: KeyRotation): Promise<void> {
  await storeFact(trx, rotationFact, rotation);
}

export async function storeFact(trx: Transaction, key: string, fact: object): Promise<void> {
  const value = JSON.stringify(fact);
  await trx
    .insertInto("instanceFacts")
    .values({ key, value })
    .onConflict((conflict) =>
      conflict.column("key").doUpdateSet({ value, updatedAt: new Date().toISOString() }),
    )
    .execute();
}
