import { z } from "zod";
import type { Freeze } from "./freeze.ts";
import { idSchema } from "./id.ts";
import { isPlanId, type PlanId, plans } from "./plan.ts";
import { isPlanField, type PlanFieldName, planFields } from "./plan-field.ts";

const reasonSchema = z.string().trim().min(1, "Say why: it stands in the audit log.").max(500);
const planIdSchema = z.enum(Object.keys(plans).filter(isPlanId), "There is no such plan.");
const fieldSchema = z.enum(Object.keys(planFields).filter(isPlanField), "There is no such limit.");

/** An organization, as who operates the instance names it. */
export const customerRef = z.object({ organizationId: idSchema });
export type CustomerRef = z.infer<typeof customerRef>;

export const subscriptionStates = ["none", "trialing", "active", "past_due", "ending"] as const;
/** How an organization stands with its subscription; `ending`: it was cancelled, and goes on until its period ends. */
export type SubscriptionState = (typeof subscriptionStates)[number];

export const listCustomersInput = z.object({
  /**
   * A part of the organization's name, or of the mail address of one of its people; or an id of it, of one of them, of a key, call, run or
   * request, or a key's prefix.
   */
  search: z.string().max(200).optional(),
  plan: planIdSchema.optional(),
  /** `frozen`: nothing runs in it. `changed`: has limits of its own. `limited`: a payment is missing for so long that it has the limits of Free. */
  show: z.enum(["changed", "limited", "frozen"]).optional(),
  subscription: z.enum(subscriptionStates).optional(),
  limit: z.int().min(1).max(200).optional(),
  cursor: z.string().max(64).optional(),
});
export type ListCustomersInput = z.infer<typeof listCustomersInput>;

/** An organization, as the admins of the instance see it. */
export interface Customer {
  id: string;
  name: string;
  plan: PlanId;
  planName: string;
  /** null = the plan as it is now. */
  planVersion: number | null;
  isLimited: boolean;
  /** How many limits of its own it has. */
  overrides: number;
  members: number;
  callsThisMonth: number;
  callsPerMonth: number | null;
  /** Of the subscription that gives the plan, by Stripe's word; null = there is none. */
  subscription: string | null;
  /** The mail address of the owner who joined first. */
  owner: string | null;
  createdAt: string;
  /** null = it works. */
  freeze: Freeze | null;
}

export interface PlanOverride {
  field: PlanFieldName;
  value: number | string | null;
  /** What its plan says of it. */
  planValue: number | string | null;
  reason: string;
  endsAt: string | null;
  createdAt: string;
}

export interface Credit {
  id: string;
  kind: "credit" | "refund";
  amountCents: number;
  currency: string;
  reason: string;
  invoiceId: string | null;
  /** `pending`: waits for the payment provider, or for an instance that has one. */
  state: "pending" | "sent" | "failed";
  lastError: string | null;
  createdAt: string;
}

export interface CustomerDetail extends Customer {
  allowsOverage: boolean;
  overageCapCents: number | null;
  limits: PlanOverride[];
  credits: Credit[];
}

/** What the instance takes, in cents. Months are those of UTC. */
export interface Revenue {
  /** Whether it bills anybody. */
  isSetUp: boolean;
  /** What the plans of subscriptions that are not on trial come to a month; those paid by year by a twelfth. */
  monthlyCents: number;
  paying: number;
  trialing: number;
  pastDue: number;
  /** Paid this month. */
  paidCents: number;
  /** Owed now. */
  openCents: number;
  openInvoices: number;
  /** Credits and refunds of this month. */
  creditedCents: number;
  /** Those that the payment provider refused. */
  failedCredits: number;
  /** What was paid in each of the last 12 months (`YYYY-MM`), the oldest first and the one that runs last. */
  months: { month: string; paidCents: number }[];
}

export interface PlanVersion {
  id: PlanId;
  version: number;
  /** Whether it is what the instance gives now. */
  isCurrent: boolean;
  createdAt: string;
  name: string;
  callsPerMonth: number | null;
  monthlyCents: number | null;
  yearlyCents: number | null;
  overage: { cents: number; calls: number } | null;
  organizations: number;
}

export const setCustomerPlanInput = customerRef.extend({
  plan: planIdSchema,
  /** null = as it is now, whatever it becomes. Left out: the version of now, which it keeps. */
  version: z.int().min(1).nullish(),
  reason: reasonSchema,
});
export type SetCustomerPlanInput = z.infer<typeof setCustomerPlanInput>;

export const setCustomerLimitInput = customerRef
  .extend({
    field: fieldSchema,
    value: z.union([z.int().min(0).max(1_000_000_000_000), z.enum(["hard", "soft"]), z.null()]),
    reason: reasonSchema,
    endsAt: z.iso.datetime().optional(),
  })
  .superRefine(({ field, value }, { addIssue }) => {
    const { unit, hasNone } = planFields[field];
    const isFit = unit === "word" ? typeof value === "string" : typeof value === "number" || value === null;
    const words = unit === "word" ? "Use hard or soft." : "Use a whole number.";
    if (!isFit) addIssue({ code: "custom", path: ["value"], message: words });
    else if (value === null && !hasNone) {
      addIssue({
        code: "custom",
        path: ["value"],
        message: "This limit cannot be taken away: use a number.",
      });
    }
  });
export type SetCustomerLimitInput = z.infer<typeof setCustomerLimitInput>;

export const endCustomerLimitInput = customerRef.extend({ field: fieldSchema, reason: reasonSchema });
export type EndCustomerLimitInput = z.infer<typeof endCustomerLimitInput>;

export const creditCustomerInput = customerRef.extend({
  kind: z.enum(["credit", "refund"]),
  amountCents: z.int().min(1, "Use whole cents, at least 1.").max(100_000_000),
  reason: reasonSchema,
  /** Of a refund: the invoice that is paid back. */
  invoiceId: z.string().min(1).max(255).optional(),
});
export type CreditCustomerInput = z.infer<typeof creditCustomerInput>;

/** An organization as the operator names it: its id, or the mail address of somebody in it. */
export const findCustomerInput = z.object({ organization: z.string().trim().min(1).max(320) });
export type FindCustomerInput = z.infer<typeof findCustomerInput>;
