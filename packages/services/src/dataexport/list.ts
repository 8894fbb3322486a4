import type { DataExport } from "@patchops/contract";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { ownExports } from "./own-exports.ts";
import { presentExport } from "./present.ts";

/** The asker's exports, the newest first. */
export async function listExports(context: Context): Promise<DataExport[]> {
  requireAccess(context, "dataExport.list");
  const rows = await context.services.database.transaction(await ownExports(context));
  return rows.map(presentExport);
}
