import { AppError, type DataExport, type DataExportRef } from "@patchops/contract";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { ownExports } from "./own-exports.ts";
import { presentExport } from "./present.ts";

/** Ends an export that is under way, or deletes the archive of one that is done. Throws `not_found`. */
export async function cancelExport(context: Context, { id }: DataExportRef): Promise<DataExport> {
  requireAccess(context, "dataExport.cancel");
  const { actor, services } = context;
  const findOwn = await ownExports(context);
  return services.database.withOrganization(actor.organizationId, async (trx) => {
    const known = (await findOwn(trx)).find((row) => row.id === id);
    if (known === undefined) throw new AppError("not_found", "There is no such export.");
    const row = await trx
      .updateTable("dataExports")
      .set({ state: "cancelled", sha256: null })
      .where("id", "=", id)
      .where("state", "in", ["queued", "running", "ready"])
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) return presentExport(known);
    await trx.deleteFrom("dataExportParts").where("exportId", "=", id).execute();
    await recordAudit(trx, auditActor(context), {
      action: "data_export.cancel",
      targetKind: "data_export",
      targetId: id,
      before: { state: known.state },
      after: { state: row.state },
    });
    return presentExport(row);
  });
}
