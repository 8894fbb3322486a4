import { Readable } from "node:stream";
import { AppError } from "@patchops/contract";
import type { ZodSafeParseResult } from "zod";

export interface ExportOptions<Filters> {
  fileName: string;
  /** Without the charset, which is UTF-8. */
  type: string;
  chunksOf: (filters: Filters) => AsyncGenerator<string>;
}

/** A file to save, sent as it is made. Throws `invalid_input`, and what makes its first chunk throws, before anything is sent. */
export async function streamExport<Filters>(
  filters: ZodSafeParseResult<Filters>,
  { fileName, type, chunksOf }: ExportOptions<Filters>,
): Promise<Response> {
  if (!filters.success) {
    const [issue] = filters.error.issues;
    throw new AppError("invalid_input", issue?.message ?? "The filters are wrong.", {
      details: { field: issue?.path.join(".") ?? "" },
    });
  }
  const chunks = chunksOf(filters.data);
  // The first chunk is asked for before the answer begins: a refusal is then still an error.
  const first = await chunks.next();
  const all = async function* () {
    if (!first.done) yield first.value;
    yield* chunks;
  };
  const body = Readable.toWeb(Readable.from(all(), { objectMode: false })) as ReadableStream;
  return new Response(body, {
    headers: {
      "content-type": `${type}; charset=utf-8`,
      "content-disposition": `attachment; filename="${fileName}"`,
      "cache-control": "no-store",
    },
  });
}
