import type { Generated, Timestamp } from "./column.ts";

/** A look of an instance admin at what a member of the organization sees, for a few minutes. */
export interface ImpersonationTable {
  organizationId: string;
  id: string;
  /** As whom. */
  userId: string;
  adminId: string;
  /** Told to the person. */
  reason: string;
  begunAt: Generated<Timestamp>;
  /** No longer, ended or not. */
  endsAt: Timestamp;
  endedAt: Timestamp | null;
  /** The verbs that were asked in it, each once: each has its audit entry. */
  seen: Generated<string[]>;
}
