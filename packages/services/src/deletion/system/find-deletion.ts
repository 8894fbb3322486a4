import type { DeletionRef } from "@patchops/contract";
import type { Database, Tables, Transaction } from "@patchops/db";
import { hashToken } from "@patchops/vault";
import type { Selectable } from "kysely";

export type DeletionRow = Selectable<Tables["deletions"]>;

/** The deletion of a link that holds. A system file: whose it is says only its row. */
export async function findDeletionOfLink(database: Database, token: string): Promise<string | undefined> {
  const row = await database.system
    .selectFrom("deletionLinks")
    .select("deletionId")
    .where("tokenHash", "=", hashToken(token))
    .where("expiresAt", ">", new Date().toISOString())
    .executeTakeFirst();
  return row?.deletionId;
}

/** A deletion with those that go with it. */
export async function findDeletion(
  database: Database,
  { deletionId }: DeletionRef,
): Promise<{ deletion: DeletionRow; parts: DeletionRow[] } | undefined> {
  const rows = await database.system
    .selectFrom("deletions")
    .selectAll()
    .where((where) => where.or([where("id", "=", deletionId), where("parentId", "=", deletionId)]))
    .orderBy("id")
    .execute();
  const deletion = rows.find(({ id }) => id === deletionId);
  return deletion && { deletion, parts: rows.filter((row) => row !== deletion) };
}

/** The same, held until the transaction ends. */
export async function lockDeletion(trx: Transaction, deletionId: string): Promise<DeletionRow | undefined> {
  return trx.selectFrom("deletions").selectAll().where("id", "=", deletionId).forUpdate().executeTakeFirst();
}
