import { auditFilters } from "@patchops/contract";
import { type Context, exportAudit } from "@patchops/services";
import { streamExport } from "./stream-export.ts";

const types = { csv: "text/csv", json: "application/json" };

/** `GET /export/audit.csv` and `audit.json?<filters of the audit page>`: the entries, streamed. Throws like `streamExport`. */
export function exportAuditAs(
  format: "csv" | "json",
  context: Context,
  query: Record<string, string>,
): Promise<Response> {
  return streamExport(auditFilters.safeParse(query), {
    fileName: `audit.${format}`,
    type: types[format],
    chunksOf: (filters) => exportAudit(context, filters, format),
  });
}
