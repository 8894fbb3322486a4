import type { Generated, Json, Timestamp } from "./column.ts";

/** A client's retry of a call that another node holds open, until it is answered. */
export interface HeldTurnTable {
  organizationId: string;
  id: string;
  callId: string;
  /** `inputResponses` (2026-07-28). */
  responses: Json<Record<string, unknown>>;
  /** What the call came to; null until then. */
  outcome: Json<Record<string, unknown> | null> | null;
  createdAt: Generated<Timestamp>;
}
