import type { DataExport } from "@patchops/contract";
import type { Tables } from "@patchops/db";
import type { Selectable } from "kysely";

/** An export as its owner sees it. */
export function presentExport(row: Selectable<Tables["dataExports"]>): DataExport {
  const { id, state, sizeBytes, sha256, error, createdAt, finishedAt, expiresAt } = row;
  return {
    id,
    of: row.organizationId === null ? "account" : "organization",
    state,
    progress: { done: row.filesDone, total: row.files },
    rows: row.rowCount,
    ...{ sizeBytes, sha256, error, createdAt, finishedAt, expiresAt },
    isByAdmin: row.askedVia !== "owner",
  };
}
