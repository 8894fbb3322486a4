import type { DataExportLink, DataExportRef } from "@patchops/contract";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { requireProof } from "../session/index.ts";
import { ownExports } from "./own-exports.ts";
import { readyExport } from "./ready-export.ts";

/** Where the asker's archive is fetched from, once they have proved who they are. Throws `step_up_required`, `not_found`, `conflict`. */
export async function linkExport(context: Context, { id }: DataExportRef): Promise<DataExportLink> {
  requireAccess(context, "dataExport.link");
  await requireProof(context, "dataExport.link");
  const { actor, services } = context;
  const findOwn = await ownExports(context);
  return services.database.withOrganization(actor.organizationId, async (trx) => {
    const link = await readyExport(trx, findOwn, id);
    await recordAudit(trx, auditActor(context), {
      action: "data_export.link",
      targetKind: "data_export",
      targetId: id,
    });
    return link;
  });
}
