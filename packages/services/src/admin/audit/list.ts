import type { AuditEntry, ListAuditInput } from "@patchops/contract";
import type { Context } from "../../context.ts";
import { readIdCursor } from "../../read-id-cursor.ts";
import { presentEntries } from "./present.ts";
import { readScope } from "./read-scope.ts";
import { selectEntries } from "./select-entries.ts";

/**
 * What was done in the organization, or on the whole instance, the newest first; `nextCursor` is null at the end. Throws
 * `forbidden`, and `invalid_input` for a cursor that is none.
 */
export async function listAudit(
  context: Context,
  input: ListAuditInput,
): Promise<{ entries: AuditEntry[]; nextCursor: string | null }> {
  const { limit = 50, cursor, scope, ...filters } = input;
  const after = readIdCursor(cursor);
  return readScope(context, { verb: "list", scope }, async (trx, organizationId) => {
    let query = selectEntries(trx, filters).limit(limit + 1);
    if (organizationId !== null) query = query.where("organizationId", "=", organizationId);
    if (after !== undefined) query = query.where("id", "<", after);
    const rows = await query.execute();
    const entries = await presentEntries(trx, rows.slice(0, limit), {
      namesOrganizations: organizationId === null,
    });
    return { entries, nextCursor: rows.length > limit ? (entries.at(-1)?.id ?? null) : null };
  });
}
