import type { Generated, Timestamp } from "./column.ts";

/** A client's retry of a call that another node holds open, until it is answered. */
export interface HeldTurnTable {
  organizationId: string;
  id: string;
  callId: string;
  /** `inputResponses` (2026-07-28). */
  sealedResponses: string;
  /** What the call came to; null until then. */
  sealedOutcome: string | null;
  createdAt: Generated<Timestamp>;
}
