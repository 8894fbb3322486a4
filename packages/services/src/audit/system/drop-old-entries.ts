import { type Database, signingKeysOf, type Transaction } from "@patchops/db";
import { checkChain, isHeadGenuine } from "../check-chain.ts";
import { lockChain } from "./chain-lock.ts";
import { storeHead } from "./extend-chain.ts";

const batchSize = 1_000;

/**
 * Drops each organization's entries from before this moment, from the beginning of its chain, which then begins after the last of
 * them: what is left stays verifiable. What is dropped is verified first; entries of a chain that is broken there stay, since
 * they are evidence. Answers how many are gone, and whose chains are broken.
 */
export async function dropOldEntries(
  database: Database,
  before: string,
): Promise<{ count: number; broken: string[] }> {
  const chains = await database.system
    .selectFrom("auditChains as c")
    .select("c.organizationId")
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom("auditEntries as e")
          .select("e.id")
          .whereRef("e.organizationId", "=", "c.organizationId")
          .where("e.at", "<", before),
      ),
    )
    // Entries go in their order, or not at all: a legal hold on an organization keeps all of its.
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom("legalHolds as h")
            .select("h.id")
            .whereRef("h.subjectId", "=", "c.organizationId")
            .where("h.releasedAt", "is", null),
        ),
      ),
    )
    .execute();
  const broken: string[] = [];
  let count = 0;
  for (const { organizationId } of chains) {
    for (;;) {
      const dropped = await database.system
        .transaction()
        .execute((trx) => dropBatch(trx, organizationId, before));
      if (dropped === null) broken.push(organizationId);
      else count += dropped;
      if (dropped === null || dropped < batchSize) break;
    }
  }
  return { count, broken };
}

/** How many were dropped; null when they are not what was written. */
async function dropBatch(trx: Transaction, organizationId: string, before: string): Promise<number | null> {
  await lockChain(trx, organizationId);
  const signing = signingKeysOf(trx);
  const keys = await signing.read(trx);
  const head = await trx
    .selectFrom("auditChains")
    .selectAll()
    .where("organizationId", "=", organizationId)
    .executeTakeFirstOrThrow();
  if (!isHeadGenuine(keys, head)) return null;
  const first = await trx
    .selectFrom("auditEntries")
    .selectAll()
    .where("organizationId", "=", organizationId)
    .where("sequence", ">", head.baseSequence)
    .orderBy("sequence")
    .limit(batchSize)
    .execute();
  const check = checkChain(keys, head);
  let count = 0;
  for (const entry of first) {
    if (entry.at >= before) break;
    if (check.take(entry) !== null) return null;
    count += 1;
  }
  if (count === 0) return 0;
  await trx
    .deleteFrom("auditEntries")
    .where("organizationId", "=", organizationId)
    .where("sequence", "<=", check.sequence)
    .execute();
  await storeHead(trx, signing.current, { ...head, baseSequence: check.sequence, baseHash: check.hash });
  return count;
}
