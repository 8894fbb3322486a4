import type { Generated, Json, Timestamp } from "./column.ts";

/** A plan as it was at a time; never changed. Primary key (id, version). */
export interface PlanTable {
  id: string;
  version: number;
  /** Hex SHA-256 of its canonical JSON: the same content is one version. */
  contentHash: string;
  content: Json;
  createdAt: Generated<Timestamp>;
}

/** A limit that the operator gave an organization in place of its plan's; primary key (organizationId, field). */
export interface PlanOverrideTable {
  organizationId: string;
  field: string;
  /** A number, null for no limit, or a word. */
  value: Json<number | string | boolean | null>;
  reason: string;
  /** null = until it is ended. */
  endsAt: Timestamp | null;
  createdAt: Generated<Timestamp>;
}

/** What an organization was credited or paid back, and whether its payment provider knows; primary key (organizationId, id). */
export interface BillingCreditTable {
  organizationId: string;
  id: string;
  /** A credit lowers the next invoices, a refund pays one back. */
  kind: "credit" | "refund";
  amountCents: number;
  currency: string;
  reason: string;
  /** Of a refund, where it is of one invoice: its id at the payment provider. */
  invoiceId: string | null;
  /** null = the operator, by the command line. */
  createdBy: string | null;
  createdAt: Generated<Timestamp>;
  state: Generated<"pending" | "sent" | "failed">;
  stateAt: Generated<Timestamp>;
  /** What it became there: a balance transaction, or a credit note. */
  stripeId: string | null;
  lastError: string | null;
}
