import type { DefaultJson, Generated, Json, Timestamp } from "./column.ts";

/** Who did what; written in the transaction of the change itself, signed, and chained a moment later. */
export interface AuditEntryTable {
  organizationId: string;
  id: string;
  at: Generated<Timestamp>;
  actorKind: "user" | "api_key" | "oauth" | "scim" | "operator" | "system";
  actorId: string | null;
  /** What the actor was called then. Null of entries older than names. */
  actorName: string | null;
  /** `<noun>.<verb>`: `connection.create`. */
  action: string;
  targetKind: string;
  targetId: string | null;
  /** What belongs to it, without secrets. */
  data: Json<Record<string, unknown>>;
  /** The fields that a change was about, as they were and as they are, without secrets. */
  before: DefaultJson<Record<string, unknown> | null>;
  after: DefaultJson<Record<string, unknown> | null>;
  address: string | null;
  requestId: string | null;
  /** By whoever wrote it. Null of entries older than signatures. */
  signature: string | null;
  /** Its place in the organization's chain, from 1; null until it has one. */
  sequence: number | null;
  /** Over its content and the hash of the entry before it. */
  hash: string | null;
}

/** Where an organization's chain of audit entries begins and ends. */
export interface AuditChainTable {
  organizationId: string;
  /** The last entry that retention dropped: the chain begins after it. 0 and empty at first. */
  baseSequence: number;
  baseHash: string;
  /** The last entry of the chain. */
  sequence: number;
  hash: string;
  /** Entries up to this place were there before signatures. */
  unsignedUntil: number;
  chainedAt: Timestamp;
  /** Over all of the above. */
  signature: string;
  /** When the chain was walked last, to which place, and the first thing that was wrong. */
  verifiedAt: Timestamp | null;
  verifiedSequence: number | null;
  problem: DefaultJson<Record<string, unknown> | null>;
}
