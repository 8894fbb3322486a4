import type { Database, Tables, Transaction } from "@patchops/db";
import { type Selectable, sql } from "kysely";
import type { ArchiveProgress } from "../write-archive.ts";

/** An export that this worker writes; `attempts` tells it from another that was taken for dead. */
export type ClaimedExport = Pick<
  Selectable<Tables["dataExports"]>,
  "id" | "userId" | "organizationId" | "sources" | "attempts" | "askedVia"
>;

/** Takes an export for this worker, from its beginning; null when it is done with. A system file: exports are of no organization. */
export async function claimExport({ system }: Database, id: string): Promise<ClaimedExport | null> {
  return system.transaction().execute(async (trx) => {
    const row = await trx
      .updateTable("dataExports")
      .set({ state: "running", attempts: sql`attempts + 1`, filesDone: 0, rowCount: 0, sizeBytes: 0 })
      .where("id", "=", id)
      .where("state", "in", ["queued", "running"])
      .returning(["id", "userId", "organizationId", "sources", "attempts", "askedVia"])
      .executeTakeFirst();
    if (row === undefined) return null;
    await trx.deleteFrom("dataExportParts").where("exportId", "=", id).execute();
    return row;
  });
}

/** Changes an export while it is this worker's still, with what belongs to it; false when it is cancelled, or another's. */
export async function changeExport(
  { system }: Database,
  { id, attempts }: ClaimedExport,
  change: {
    set: Partial<
      Pick<Selectable<Tables["dataExports"]>, "state" | "files" | "sha256" | "error" | "sizeBytes">
    > &
      Partial<ArchiveProgress> & { keepDays?: number };
    with?: (trx: Transaction) => Promise<void>;
  },
): Promise<boolean> {
  const { keepDays, ...set } = change.set;
  return system.transaction().execute(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable("dataExports")
      .set({
        ...set,
        ...(keepDays === undefined
          ? {}
          : {
              finishedAt: sql<string>`now()`,
              expiresAt: sql<string>`now() + make_interval(days => ${keepDays})`,
            }),
      })
      .where("id", "=", id)
      .where("attempts", "=", attempts)
      .where("state", "=", "running")
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return false;
    await change.with?.(trx);
    return true;
  });
}
