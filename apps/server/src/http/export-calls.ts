import { callFilters } from "@patchops/contract";
import { type Context, exportCalls } from "@patchops/services";
import { z } from "zod";
import { streamExport } from "./stream-export.ts";

const filtersOfQuery = callFilters.extend({ failed: z.stringbool().optional() });
const types = { csv: "text/csv", json: "application/json" };

/** `GET /export/calls.csv` and `calls.json?<filters of activity>`: the calls, streamed. Throws like `streamExport`. */
export function exportCallsAs(
  format: "csv" | "json",
  context: Context,
  query: Record<string, string>,
): Promise<Response> {
  return streamExport(filtersOfQuery.safeParse(query), {
    fileName: `calls.${format}`,
    type: types[format],
    chunksOf: (filters) => exportCalls(context, filters, format),
  });
}
