import { Readable } from "node:stream";
import { AppError, callFilters } from "@patchops/contract";
import { type Context, exportCalls } from "@patchops/services";
import { z } from "zod";

const filtersOfQuery = callFilters.extend({ failed: z.stringbool().optional() });

/**
 * `GET /export/calls.csv?<filters of activity>`: the calls as CSV, streamed. Throws `invalid_input` and what the verb throws
 * before anything is sent.
 */
export async function exportCallsAsCsv(context: Context, query: Record<string, string>): Promise<Response> {
  const filters = filtersOfQuery.safeParse(query);
  if (!filters.success) {
    const [issue] = filters.error.issues;
    throw new AppError("invalid_input", issue?.message ?? "The filters are wrong.", {
      details: { field: issue?.path.join(".") ?? "" },
    });
  }
  const lines = exportCalls(context, filters.data);
  // The first chunk is asked for before the answer begins: a refusal is then still an error.
  const first = await lines.next();
  const rest = async function* () {
    if (!first.done) yield first.value;
    yield* lines;
  };
  const body = Readable.toWeb(Readable.from(rest(), { objectMode: false })) as ReadableStream;
  return new Response(body, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="calls.csv"',
      "cache-control": "no-store",
    },
  });
}
