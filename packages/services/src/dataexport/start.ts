import type { DataExport, StartDataExportInput } from "@patchops/contract";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { requireProof } from "../session/index.ts";
import { queueExport } from "./queue.ts";
import { reachableOrganizations } from "./system/reachable-organizations.ts";

/** Asks for an archive of the asker's own data, or of all of their organization's. Throws `step_up_required`, `conflict`. */
export async function startExport(context: Context, { of }: StartDataExportInput): Promise<DataExport> {
  requireAccess(context, "dataExport.start");
  if (of === "organization") requireAccess(context, "dataExport.organization");
  await requireProof(context, "dataExport.start");
  const { actor, services } = context;
  const { userId, organizationId } = actor;
  const isOwn = of === "account";
  const sources = isOwn ? await reachableOrganizations(services.database, actor) : [];
  return services.database.withOrganization(organizationId, async (trx) => {
    const started = await queueExport(services, trx, {
      ...{ userId, sources },
      organizationId: isOwn ? null : organizationId,
    });
    await recordAudit(trx, auditActor(context), {
      action: "data_export.start",
      targetKind: "data_export",
      targetId: started.id,
      data: { of },
    });
    return started;
  });
}
