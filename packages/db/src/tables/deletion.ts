import type { DefaultJson, Generated, Timestamp } from "./column.ts";

/** What came of a deletion so far: counts only grow, each in the transaction of what it counts. */
interface DeletionReport {
  /** Rows that are gone, by table. */
  deleted: Record<string, number>;
  /** Sign-ins at providers that were taken back, by the provider's host. */
  revoked: Record<string, { revoked: number; failed: number; notOffered: number }>;
  kept: { what: string; rows: number | null; why: string; until: string | null }[];
  /** The subscription that was ended with a final invoice. */
  subscription: string | null;
}

/** Somebody's wish that an account or an organization be deleted, and the proof that it was. The system role alone reads it. */
export interface DeletionTable {
  id: string;
  subject: "account" | "organization";
  subjectId: string;
  /** Mail address or name; null once it is deleted. */
  subjectName: string | null;
  /** The account's, whose organization goes with it. */
  parentId: string | null;
  askedBy: string | null;
  askedVia: "owner" | "admin" | "operator";
  /** Of an admin: how they know who asked. */
  reason: string | null;
  /** The request of whoever asked. */
  ticketId: string | null;
  /** What the account was before. */
  accountStatus: "active" | "suspended" | null;
  /** Who is told; empty once they were. */
  contacts: Generated<string[]>;
  state: Generated<"waiting" | "running" | "done" | "cancelled">;
  askedAt: Generated<Timestamp>;
  dueAt: Timestamp;
  startedAt: Timestamp | null;
  endedAt: Timestamp | null;
  /** Why it does not go on by now. */
  problem: string | null;
  report: DefaultJson<DeletionReport>;
}

/** Who holds such a link reads a deletion's state and proof, and may cancel it. */
export interface DeletionLinkTable {
  /** Hex SHA-256. */
  tokenHash: string;
  deletionId: string;
  createdAt: Generated<Timestamp>;
  expiresAt: Timestamp;
}

/** Members of an organization that is to be deleted: as long as they stand here, nobody may do anything in it. */
export interface ClosedMembershipTable {
  organizationId: string;
  userId: string;
  role: "owner" | "admin" | "member" | "viewer";
  createdAt: Timestamp;
  callsPerMonth: number | null;
}

/** What the law keeps of a deleted organization's bills: no name, no lines. Amounts in the currency's smallest unit. */
export interface KeptBillTable {
  /** `cus_…` */
  customerId: string;
  id: string;
  kind: "invoice" | "credit" | "refund";
  number: string | null;
  status: string;
  currency: string;
  tax: Generated<number>;
  total: number;
  amountPaid: Generated<number>;
  createdAt: Timestamp;
  keepUntil: Timestamp;
}

/** Rows of this account or organization are not deleted, by whatever job, until it is released. */
export interface LegalHoldTable {
  id: string;
  subject: "account" | "organization";
  subjectId: string;
  subjectName: string;
  reason: string;
  createdBy: string | null;
  createdAt: Generated<Timestamp>;
  releasedAt: Timestamp | null;
}
