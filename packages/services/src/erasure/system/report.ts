import type { DeletionReport } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import { sql } from "kysely";

/** Adds rows that are gone to a deletion's report, in the transaction in which they go: it counts right however often that breaks off. */
export async function countDeleted(
  trx: Transaction,
  deletionId: string,
  { table, rows }: { table: string; rows: number },
): Promise<void> {
  if (rows === 0) return;
  await sql`
    update deletions set report = jsonb_set(report, array['deleted', ${table}],
      to_jsonb(coalesce((report #>> array['deleted', ${table}])::bigint, 0) + ${rows}::bigint))
    where id = ${deletionId}
  `.execute(trx);
}

/** Adds what came of taking a sign-in back at its provider. */
export async function countRevoked(
  trx: Transaction,
  deletionId: string,
  { host, outcome }: { host: string; outcome: "revoked" | "failed" | "notOffered" },
): Promise<void> {
  const none = JSON.stringify({ revoked: 0, failed: 0, notOffered: 0 });
  await sql`
    update deletions set report = jsonb_set(report, array['revoked', ${host}],
      jsonb_set(coalesce(report #> array['revoked', ${host}], ${none}::jsonb), array[${outcome}],
        to_jsonb(coalesce((report #>> array['revoked', ${host}, ${outcome}])::int, 0) + 1)))
    where id = ${deletionId}
  `.execute(trx);
}

/** Says what stays. */
export async function noteKept(
  trx: Transaction,
  deletionId: string,
  kept: DeletionReport["kept"],
): Promise<void> {
  await sql`
    update deletions set report = jsonb_set(report, '{kept}', ${JSON.stringify(kept)}::jsonb) where id = ${deletionId}
  `.execute(trx);
}
