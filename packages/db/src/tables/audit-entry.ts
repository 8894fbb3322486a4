import type { Generated, Json, Timestamp } from "./column.ts";

/** Who did what; written in the transaction of the change itself. */
export interface AuditEntryTable {
  organizationId: string;
  id: string;
  at: Generated<Timestamp>;
  actorKind: "user" | "api_key" | "oauth" | "operator" | "system";
  actorId: string | null;
  /** `<noun>.<verb>`: `connection.create`. */
  action: string;
  targetKind: string;
  targetId: string | null;
  /** What changed, without secrets. */
  data: Json<Record<string, unknown>>;
  address: string | null;
  requestId: string | null;
}
