import type { AuditProblem, AuditVerification } from "@patchops/contract";
import { type Database, signingKeysOf, type Transaction } from "@patchops/db";
import { sql } from "kysely";
import { type AuditRow, checkChain, headProblem, isHeadGenuine, type KnownPlace } from "../check-chain.ts";
import { extendChain } from "./extend-chain.ts";

const pageSize = 1_000;

/** Walks an organization's whole chain, and writes down what came of it. Null for an organization without an entry. */
export async function verifyChain(
  database: Database,
  organizationId: string,
  known?: KnownPlace,
): Promise<AuditVerification | null> {
  await extendChain(database, organizationId);
  // One moment of the chain, however long the walk takes.
  const verification = await database.system
    .transaction()
    .setIsolationLevel("repeatable read")
    .execute((trx) => walk(trx, organizationId, known));
  if (verification === null) return null;
  const { verifiedAt, sequence: verifiedSequence, problem } = verification;
  await database.system
    .updateTable("auditChains")
    .set({ verifiedAt, verifiedSequence, problem: JSON.stringify(problem) })
    .where("organizationId", "=", organizationId)
    .execute();
  return verification;
}

async function walk(
  trx: Transaction,
  organizationId: string,
  known: KnownPlace | undefined,
): Promise<AuditVerification | null> {
  const keys = await signingKeysOf(trx).read(trx);
  const verifiedAt = new Date().toISOString();
  const head = await trx
    .selectFrom("auditChains")
    .selectAll()
    .where("organizationId", "=", organizationId)
    .executeTakeFirst();
  if (head === undefined || !isHeadGenuine(keys, head)) {
    if (head === undefined && known === undefined && !(await hasEntries(trx, organizationId))) return null;
    const nothing = { sequence: 0, hash: "", droppedUntil: 0, unsignedUntil: 0 };
    return { organizationId, ...nothing, verifiedAt, problem: headProblem };
  }
  const check = checkChain(keys, head, known);
  const problem = await firstProblem(trx, organizationId, check);
  return {
    organizationId,
    sequence: check.sequence,
    hash: check.hash,
    droppedUntil: head.baseSequence,
    unsignedUntil: Math.min(head.unsignedUntil, check.sequence),
    verifiedAt,
    problem,
  };
}

async function hasEntries(trx: Transaction, organizationId: string): Promise<boolean> {
  const entry = await trx
    .selectFrom("auditEntries")
    .select("id")
    .where("organizationId", "=", organizationId)
    .limit(1)
    .executeTakeFirst();
  return entry !== undefined;
}

async function firstProblem(
  trx: Transaction,
  organizationId: string,
  check: ReturnType<typeof checkChain>,
): Promise<AuditProblem | null> {
  const read = () =>
    trx.selectFrom("auditEntries").selectAll().where("organizationId", "=", organizationId).limit(pageSize);
  let last: AuditRow | undefined;
  do {
    const entries = await read()
      .where("sequence", "is not", null)
      .$if(last !== undefined, (query) =>
        query.where(sql<boolean>`(sequence, id) > (${last?.sequence}::bigint, ${last?.id}::uuid)`),
      )
      .orderBy("sequence")
      .orderBy("id")
      .execute();
    for (const entry of entries) {
      const problem = check.take(entry);
      if (problem !== null) return problem;
    }
    last = entries.at(-1);
  } while (last !== undefined);
  const problem = check.end();
  if (problem !== null) return problem;
  // Those that were written since: they have no place yet, but they are signed.
  for (const entry of await read().where("sequence", "is", null).orderBy("id").execute()) {
    const problem = check.takeWaiting(entry);
    if (problem !== null) return problem;
  }
  return null;
}
