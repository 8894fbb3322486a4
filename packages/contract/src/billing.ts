import { z } from "zod";
import { type PlanId, plans } from "./plan.ts";

const billingIntervalSchema = z.enum(["month", "year"]);
export type BillingInterval = z.infer<typeof billingIntervalSchema>;

const planId = z.enum(Object.keys(plans) as PlanId[], "There is no such plan.");

/** A page of Stripe's, where a person goes on. */
const billingPageSchema = z.object({ url: z.string() });
export type BillingPage = z.infer<typeof billingPageSchema>;

export const startCheckoutInput = z.object({
  plan: planId,
  interval: billingIntervalSchema.default("month"),
});
export type StartCheckoutInput = z.input<typeof startCheckoutInput>;

export const changePlanInput = z.object({ plan: planId, interval: billingIntervalSchema.optional() });
export type ChangePlanInput = z.infer<typeof changePlanInput>;

/** When a change of plan holds: more at once (prorated), less when the period that is paid ends. */
const planChangeSchema = z.object({
  plan: z.string(),
  interval: billingIntervalSchema,
  isImmediate: z.boolean(),
  at: z.string(),
});
export type PlanChange = z.infer<typeof planChangeSchema>;

const billingSubscriptionSchema = z.object({
  /** Stripe's word: `active`, `trialing`, `past_due`, `unpaid`, `canceled`, … */
  status: z.string(),
  plan: z.string(),
  planName: z.string(),
  planVersion: z.number().int(),
  interval: billingIntervalSchema,
  periodStart: z.string(),
  periodEnd: z.string(),
  trialEndsAt: z.string().nullable(),
  /** Cancelled: it goes on until then. */
  cancelAt: z.string().nullable(),
  /** What it becomes at the period's end. */
  next: z.object({ plan: z.string(), interval: billingIntervalSchema }).nullable(),
});

/** How an organization stands with its payments. */
const billingStateSchema = z.object({
  /** Whether this instance bills anybody at all. */
  isSetUp: z.boolean(),
  plan: z.string(),
  planName: z.string(),
  subscription: billingSubscriptionSchema.nullable(),
  /** `none`: nothing is paid. `due`: a payment failed, the plan holds until `graceEndsAt`. `limited`: it does not any more. */
  payment: z.enum(["none", "ok", "due", "limited"]),
  pastDueSince: z.string().nullable(),
  graceEndsAt: z.string().nullable(),
  /** Whether the next subscription begins with a trial. */
  hasTrial: z.boolean(),
});
export type BillingState = z.infer<typeof billingStateSchema>;

const invoiceLineSchema = z.object({
  id: z.string(),
  kind: z.enum(["plan", "usage", "other"]),
  description: z.string(),
  /** Of a `usage` line: these calls are in the plan's price. How many stand there is by the plan, whatever limit was agreed on. */
  isIncluded: z.boolean(),
  /** In the currency's smallest unit. */
  amount: z.number().int(),
  quantity: z.number().nullable(),
  periodStart: z.string(),
  periodEnd: z.string(),
  /** The page of ours that shows the calls which a usage line is made of. */
  path: z.string().nullable(),
});

const invoiceSchema = z.object({
  id: z.string(),
  number: z.string().nullable(),
  /** Stripe's word: `draft`, `open`, `paid`, `void`, `uncollectible`. */
  status: z.string(),
  currency: z.string(),
  subtotal: z.number().int(),
  tax: z.number().int(),
  total: z.number().int(),
  amountDue: z.number().int(),
  amountPaid: z.number().int(),
  amountRemaining: z.number().int(),
  periodStart: z.string(),
  periodEnd: z.string(),
  createdAt: z.string(),
  paidAt: z.string().nullable(),
  nextAttemptAt: z.string().nullable(),
  pdfUrl: z.string().nullable(),
  hostedUrl: z.string().nullable(),
  lines: z.array(invoiceLineSchema),
});
export type Invoice = z.infer<typeof invoiceSchema>;

export const listInvoicesInput = z.object({
  limit: z.number().int().min(1).max(100).optional(),
  /** The `createdAt` of the last one that was seen. */
  before: z.iso.datetime().optional(),
});
export type ListInvoicesInput = z.infer<typeof listInvoicesInput>;

export const invoiceRef = z.object({ id: z.string().min(1).max(255) });
export type InvoiceRef = z.infer<typeof invoiceRef>;

export const stripeSyncInput = z.object({
  /** Says what it would do, and does nothing. */
  isDryRun: z.boolean().default(false),
});
export type StripeSyncInput = z.input<typeof stripeSyncInput>;

const stripeSyncStepSchema = z.object({
  action: z.enum(["create", "update", "keep"]),
  kind: z.enum(["meter", "product", "price", "portal"]),
  /** What it is called here. */
  name: z.string(),
  /** What it is called there; null = it would be made. */
  id: z.string().nullable(),
});
export type StripeSyncStep = z.infer<typeof stripeSyncStepSchema>;

const stripeEventSchema = z.object({
  id: z.string(),
  type: z.string(),
  objectId: z.string().nullable(),
  createdAt: z.string(),
  receivedAt: z.string(),
  processedAt: z.string().nullable(),
  attempts: z.number().int(),
  lastError: z.string().nullable(),
});
export type StripeEvent = z.infer<typeof stripeEventSchema>;

export const listStripeEventsInput = z.object({
  /** `open`: tried in vain, or not yet; `failed`: the former alone. */
  state: z.enum(["all", "open", "failed"]).optional(),
  limit: z.number().int().min(1).max(200).optional(),
});
export type ListStripeEventsInput = z.infer<typeof listStripeEventsInput>;

export const stripeEventRef = z.object({ id: z.string().min(1).max(255) });
export type StripeEventRef = z.infer<typeof stripeEventRef>;

/** Usage that a person has to look at, since Stripe refused it or nobody can tell whether it has it. */
const stuckUsageSchema = z.object({
  organizationId: z.string(),
  organization: z.string(),
  /** At Stripe. */
  customerId: z.string(),
  identifier: z.string(),
  delta: z.number().int(),
  at: z.string(),
  state: z.enum(["refused", "unclear"]),
  lastError: z.string().nullable(),
});
export type StuckUsage = z.infer<typeof stuckUsageSchema>;

export const settleUsageInput = z.object({
  identifier: z.string().min(1).max(200),
  /** `sent`: Stripe has it. `resend`: it does not, and is told anew, as used now. */
  as: z.enum(["sent", "resend"]),
});
export type SettleUsageInput = z.infer<typeof settleUsageInput>;
