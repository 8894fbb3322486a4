import { AppError, type DataExportLink } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import type { ownExports } from "./own-exports.ts";

/** One of the asker's archives that they may have now. Throws `not_found`, also where its time is over, and `conflict` while there is none yet. */
export async function readyExport(
  trx: Transaction,
  findOwn: Awaited<ReturnType<typeof ownExports>>,
  id: string,
): Promise<DataExportLink> {
  const row = (await findOwn(trx)).find((each) => each.id === id);
  if (row === undefined || Date.parse(row.expiresAt) <= Date.now()) {
    throw new AppError("not_found", "There is no such export.");
  }
  const { state, sha256, sizeBytes, createdAt, expiresAt } = row;
  if (state !== "ready" || sha256 === null) {
    throw new AppError("conflict", "There is no archive of this export.", {
      next: state === "failed" || state === "cancelled" ? "Start another one." : "Wait until it is done.",
      details: { state },
    });
  }
  const of = row.organizationId === null ? "account" : "organization";
  return {
    path: `/export/data/${id}.zip`,
    fileName: `patchops-${of}-${createdAt.slice(0, 10)}.zip`,
    ...{ sizeBytes, sha256, expiresAt },
  };
}
