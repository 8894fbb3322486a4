import { type Database, type SigningKey, signingKeysOf, type Transaction } from "@patchops/db";
import { sql } from "kysely";
import { type ChainHead, linkEntry, signHead } from "../chain-links.ts";
import { isHeadGenuine } from "../check-chain.ts";
import { lockChain } from "./chain-lock.ts";

const batchSize = 1_000;

export type ChainingOutcome = "chained" | "broken";

/**
 * Gives an organization's committed entries that have none their place in the chain, in the order of their ids; a few at a time,
 * so that the lock is short. A chain whose head is not PatchOps' own is not gone on with: `broken`.
 */
export async function extendChain(database: Database, organizationId: string): Promise<ChainingOutcome> {
  for (;;) {
    const count = await database.system.transaction().execute((trx) => extendByBatch(trx, organizationId));
    if (count === null) return "broken";
    if (count < batchSize) return "chained";
  }
}

/** How many were chained; null when the chain is broken. */
async function extendByBatch(trx: Transaction, organizationId: string): Promise<number | null> {
  await lockChain(trx, organizationId);
  const signing = signingKeysOf(trx);
  const keys = await signing.read(trx);
  const entries = await trx
    .selectFrom("auditEntries")
    .selectAll()
    .where("organizationId", "=", organizationId)
    .where("sequence", "is", null)
    .orderBy("id")
    .limit(batchSize)
    .execute();
  if (entries.length === 0) return 0;
  const head = await readHead(trx, keys, organizationId);
  if (head === null) return null;

  const placed: { id: string; sequence: number; hash: string }[] = [];
  for (const entry of entries) {
    const sequence = head.sequence + 1;
    // What was there before signatures comes first, and only there.
    if (entry.signature === null && head.unsignedUntil === head.sequence) head.unsignedUntil = sequence;
    head.hash = linkEntry(signing.current, head.hash, { ...entry, sequence });
    head.sequence = sequence;
    placed.push({ id: entry.id, sequence, hash: head.hash });
  }
  await sql`
    update audit_entries as e set sequence = p.sequence, hash = p.hash
    from jsonb_to_recordset(${JSON.stringify(placed)}::jsonb) as p (id uuid, sequence bigint, hash text)
    where e.organization_id = ${organizationId} and e.id = p.id
  `.execute(trx);
  await storeHead(trx, signing.current, { ...head, chainedAt: new Date().toISOString() });
  return entries.length;
}

/** Null when it is not PatchOps' own, is gone though it once was there, or entries stand behind it. */
async function readHead(
  trx: Transaction,
  keys: readonly SigningKey[],
  organizationId: string,
): Promise<ChainHead | null> {
  const chain = await trx
    .selectFrom("auditChains")
    .selectAll()
    .where("organizationId", "=", organizationId)
    .executeTakeFirst();
  if (chain !== undefined && !isHeadGenuine(keys, chain)) return null;
  const nothing = { baseSequence: 0, baseHash: "", sequence: 0, hash: "", unsignedUntil: 0 };
  const head: ChainHead = chain ?? { organizationId, ...nothing, chainedAt: new Date().toISOString() };
  const behind = await trx
    .selectFrom("auditEntries")
    .select("id")
    .where("organizationId", "=", organizationId)
    .where("sequence", ">", head.sequence)
    .limit(1)
    .executeTakeFirst();
  return behind === undefined ? head : null;
}

/** Signs where a chain begins and ends, and writes it down. */
export async function storeHead(trx: Transaction, signingKey: SigningKey, head: ChainHead): Promise<void> {
  const { organizationId, baseSequence, baseHash, sequence, hash, unsignedUntil, chainedAt } = head;
  const fields = { baseSequence, baseHash, sequence, hash, unsignedUntil, chainedAt };
  const row = { ...fields, signature: signHead(signingKey, head) };
  await trx
    .insertInto("auditChains")
    .values({ organizationId, ...row })
    .onConflict((conflict) => conflict.column("organizationId").doUpdateSet(row))
    .execute();
}
