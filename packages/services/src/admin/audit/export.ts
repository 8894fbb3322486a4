import type { AuditEntry, AuditFilters } from "@patchops/contract";
import type { Context } from "../../context.ts";
import { csvLine } from "../../usage/index.ts";
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

/**
 * The entries that the audit page shows with these filters, newest first, in chunks: as CSV (RFC 4180), or as one JSON array. However
 * many they are, a page of them is in memory. Throws what `listAudit` throws, before the first chunk.
 */
export async function* exportAudit(
  context: Context,
  filters: AuditFilters,
  format: "csv" | "json",
): AsyncGenerator<string> {
  let isFirst = true;
  for await (const entries of pages(context, filters)) {
    if (format === "csv") {
      if (isFirst) yield csvLine(columns.map(([name]) => name));
      if (entries.length > 0)
        yield entries.map((entry) => csvLine(columns.map(([, read]) => read(entry)))).join("");
    } else {
      const lines = entries.map((entry) => JSON.stringify(entry)).join(",\n");
      yield `${isFirst ? "[\n" : lines === "" ? "" : ",\n"}${lines}`;
    }
    isFirst = false;
  }
  if (format === "json") yield "\n]\n";
}

async function* pages(context: Context, filters: AuditFilters): AsyncGenerator<AuditEntry[]> {
  let cursor: string | undefined;
  do {
    const page = await listAudit(context, { ...filters, limit: 200, ...(cursor && { cursor }) });
    yield page.entries;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}
