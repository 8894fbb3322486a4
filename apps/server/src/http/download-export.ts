import { Readable } from "node:stream";
import { AppError, dataExportRef } from "@patchops/contract";
import { type Context, openExport } from "@patchops/services";

/** `GET /export/data/<id>.zip`: the asker's archive, read as it is sent. Throws like `openExport`, before anything is sent. */
export async function downloadExport(context: Context, file: string): Promise<Response> {
  const ref = dataExportRef.safeParse({ id: file.replace(/\.zip$/, "") });
  if (!ref.success) throw new AppError("not_found", "There is no such export.");
  const { content, fileName, sizeBytes } = await openExport(context, ref.data);
  return new Response(Readable.toWeb(Readable.from(content, { objectMode: false })) as ReadableStream, {
    headers: {
      "content-type": "application/zip",
      "content-length": String(sizeBytes),
      "content-disposition": `attachment; filename="${fileName}"`,
      "cache-control": "no-store",
    },
  });
}
