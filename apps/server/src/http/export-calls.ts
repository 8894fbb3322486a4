import { callFilters } from "@patchops/contract";
import { type Context, exportCalls } from "@patchops/services";
import { z } from "zod";
import { streamExport } from "./stream-export.ts";

const filtersOfQuery = callFilters.extend({ failed: z.stringbool().optional() });

/** `GET /export/calls.csv?<filters of activity>`: the calls as CSV, streamed. Throws like `streamExport`. */
export function exportCallsAsCsv(context: Context, query: Record<string, string>): Promise<Response> {
  return streamExport(filtersOfQuery.safeParse(query), {
    fileName: "calls.csv",
    type: "text/csv",
    chunksOf: (filters) => exportCalls(context, filters),
  });
}
