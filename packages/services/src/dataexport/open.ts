import type { DataExportLink, DataExportRef } from "@patchops/contract";
import type { Database } from "@patchops/db";
import { auditActor, recordAudit } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { requireProof } from "../session/index.ts";
import { ownExports } from "./own-exports.ts";
import { readyExport } from "./ready-export.ts";

/** The asker's archive, in pieces as they are read: one is in memory. Throws like `linkExport`, before the first. */
export async function openExport(
  context: Context,
  { id }: DataExportRef,
): Promise<DataExportLink & { content: AsyncGenerator<Uint8Array> }> {
  requireAccess(context, "dataExport.link");
  await requireProof(context, "dataExport.link");
  const { actor, services } = context;
  const findOwn = await ownExports(context);
  const link = await services.database.withOrganization(actor.organizationId, async (trx) => {
    const ready = await readyExport(trx, findOwn, id);
    await recordAudit(trx, auditActor(context), {
      action: "data_export.download",
      targetKind: "data_export",
      targetId: id,
      data: { sizeBytes: ready.sizeBytes },
    });
    return ready;
  });
  return { ...link, content: partsOf(services.database, id, link.sizeBytes) };
}

async function* partsOf(database: Database, exportId: string, sizeBytes: number): AsyncGenerator<Uint8Array> {
  let left = sizeBytes;
  for (let part = 0; left > 0; part += 1) {
    const row = await database.transaction((trx) =>
      trx
        .selectFrom("dataExportParts")
        .select("content")
        .where("exportId", "=", exportId)
        .where("part", "=", part)
        .executeTakeFirst(),
    );
    // Cancelled or expired meanwhile: the answer breaks off, and whoever reads it knows that it is not whole.
    if (row === undefined) throw new Error("the archive is gone");
    left -= row.content.length;
    yield row.content;
  }
}
