import type { Tables } from "@patchops/db";
import type { Selectable } from "kysely";
import { canonicalJson } from "../canonical-json.ts";

type Row = Selectable<Tables["auditEntries"]>;

/** An entry as it is signed and chained: everything it says, and nothing of its place. */
export type AuditContent = Omit<Row, "signature" | "sequence" | "hash">;

/**
 * One text for one content, whatever the order of its fields. What is null is left out, so that a field which comes with a
 * later version changes no entry from before it.
 */
export function entryContent(entry: AuditContent): string {
  const { organizationId, id, at, actorKind, actorId, actorName, action } = entry;
  const { targetKind, targetId, data, before, after, address, requestId } = entry;
  const who = { organizationId, id, at, actorKind, actorId, actorName, address, requestId };
  const fields = { ...who, action, targetKind, targetId, data, before, after };
  return canonicalJson(Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)));
}
