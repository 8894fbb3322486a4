import type { Generated, Json, Timestamp } from "./column.ts";

/** Who an organization is at Stripe; primary key (organizationId). */
export interface BillingCustomerTable {
  organizationId: string;
  /** `cus_…` */
  customerId: string;
  /** Counts the times that its state was asked for. */
  asked: Generated<number>;
  /** Which of these times the stored state is of: an answer to an earlier one is not stored any more. */
  answered: Generated<number>;
  /** When its state was last stored. */
  syncedAt: Timestamp | null;
  /** When a payment was found to be owed; null = nothing is. */
  pastDueSince: Timestamp | null;
  /** Until then the plan's limits hold although a payment is owed. */
  graceEndsAt: Timestamp | null;
  /** The last of the mails about what is owed. */
  duePhase: "failed" | "ending" | "ended" | null;
  createdAt: Generated<Timestamp>;
}

/** A subscription as it was last fetched; primary key (organizationId, id). */
export interface BillingSubscriptionTable {
  organizationId: string;
  /** `sub_…` */
  id: string;
  status: string;
  planId: string;
  planVersion: number;
  interval: "month" | "year";
  startedAt: Timestamp;
  /** Of the flat price: a month or a year. */
  periodStart: Timestamp;
  periodEnd: Timestamp;
  trialEndsAt: Timestamp | null;
  /** Set when it was cancelled and goes on until then. */
  cancelAt: Timestamp | null;
  endedAt: Timestamp | null;
  /** `sub_sched_…` of a change that is to come. */
  scheduleId: string | null;
  nextPlanId: string | null;
  nextInterval: "month" | "year" | null;
  fetchedAt: Timestamp;
}

/** A line of an invoice. `usage` lines lead to the calls of their period. Amounts in the currency's smallest unit. */
export interface BillingInvoiceLine {
  id: string;
  kind: "plan" | "usage" | "other";
  description: string;
  /** Of a `usage` line: whether the plan's price includes these calls. Lines that were stored before this was do not have it. */
  isIncluded?: boolean;
  amount: number;
  quantity: number | null;
  periodStart: Timestamp;
  periodEnd: Timestamp;
}

/** An invoice as it was last fetched; primary key (organizationId, id). Amounts in the currency's smallest unit. */
export interface BillingInvoiceTable {
  organizationId: string;
  /** `in_…` */
  id: string;
  number: string | null;
  status: string;
  currency: string;
  subtotal: number;
  tax: number;
  total: number;
  amountDue: number;
  amountPaid: number;
  amountRemaining: number;
  periodStart: Timestamp;
  periodEnd: Timestamp;
  createdAt: Timestamp;
  paidAt: Timestamp | null;
  attempts: number;
  nextAttemptAt: Timestamp | null;
  /** Pages of Stripe's; whoever has them sees the invoice. */
  pdfUrl: string | null;
  hostedUrl: string | null;
  lines: Json<BillingInvoiceLine[]>;
  fetchedAt: Timestamp;
}

/**
 * The inbox of Stripe's events, each once. No organization table: whose it is says only what it is about. The app role adds, the
 * system role reads.
 */
export interface StripeEventTable {
  /** `evt_…` */
  id: string;
  type: string;
  objectId: string | null;
  customerId: string | null;
  /** By Stripe's clock. */
  createdAt: Timestamp;
  /** How it came: sent to us, or found when we looked for what was not. */
  source: "webhook" | "reconcile";
  receivedAt: Generated<Timestamp>;
  processedAt: Timestamp | null;
  attempts: Generated<number>;
  lastError: string | null;
}

/**
 * Units told to Stripe, or to be told: what an organization's usage of a month came to since the row before. Primary key
 * (organizationId, meter, hour, sequence). A month's rows of all states add up to its usage, where no limit of its own or cap was met.
 */
export interface MeterOutboxTable {
  organizationId: string;
  meter: "calls";
  /** The hour that the units count in at Stripe. */
  hour: Timestamp;
  sequence: number;
  /** First day of the month that was counted, `YYYY-MM-DD`, UTC. */
  period: string;
  customerId: string;
  delta: number;
  /** Who pays for them, and at which price; null where nobody does. */
  subscriptionId: string | null;
  planId: string | null;
  planVersion: number | null;
  /** What the month's usage had come to with them. Rows that were stored before this was do not have it. */
  used: number | null;
  /** The month's invoice was made before they came: they go on the next one as a line of its own, and not to the meter. */
  isLate: Generated<boolean>;
  /** What Stripe knows it by; the same at each try. */
  identifier: string;
  /** The moment that Stripe is told. */
  at: Timestamp;
  /**
   * `unbilled`: used before a subscription began, or after it ended. `unknown`: sent, and no answer came. `missing`: Stripe does not
   * have it, and another row has taken its place. `unclear`: what Stripe has is neither; a person has to look.
   */
  state: "unbilled" | "queued" | "sending" | "sent" | "unknown" | "missing" | "unclear" | "refused";
  attempts: Generated<number>;
  firstTriedAt: Timestamp | null;
  /** Of what waits: when it is tried (again). Of `sending`: until when nobody else does. */
  nextAt: Timestamp;
  sentAt: Timestamp | null;
  lastError: string | null;
  createdAt: Generated<Timestamp>;
}
