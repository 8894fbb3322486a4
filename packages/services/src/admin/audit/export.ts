import type { AuditEntry, AuditFilters } from "@patchops/contract";
import type { Context } from "../../context.ts";
import { type ExportFormat, exportRows } from "../../usage/index.ts";
import { listAudit } from "./list.ts";

const columns: readonly [name: string, read: (entry: AuditEntry) => string | number | null][] = [
  ["time", (entry) => entry.at],
  ["id", (entry) => entry.id],
  ["sequence", (entry) => entry.sequence],
  ["organization", (entry) => entry.organization?.name ?? null],
  ["actor", (entry) => entry.actor],
  ["actor_kind", (entry) => entry.actorKind],
  ["actor_id", (entry) => entry.actorId],
  ["action", (entry) => entry.action],
  ["target_kind", (entry) => entry.targetKind],
  ["target_id", (entry) => entry.targetId],
  ["target_email", (entry) => entry.targetEmail],
  ["data", (entry) => JSON.stringify(entry.data)],
  ["before", (entry) => entry.before && JSON.stringify(entry.before)],
  ["after", (entry) => entry.after && JSON.stringify(entry.after)],
  ["address", (entry) => entry.address],
  ["request_id", (entry) => entry.requestId],
];

/** The entries that the audit page shows with these filters, newest first, in chunks. Throws what `listAudit` throws, before the first one. */
export function exportAudit(
  context: Context,
  filters: AuditFilters,
  format: ExportFormat,
): AsyncGenerator<string> {
  return exportRows({
    ...{ format, columns },
    readPage: async (cursor) => {
      const page = await listAudit(context, { ...filters, limit: 200, ...(cursor && { cursor }) });
      return { rows: page.entries, nextCursor: page.nextCursor };
    },
  });
}
