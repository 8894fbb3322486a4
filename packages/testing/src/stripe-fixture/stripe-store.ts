import { createHmac } from "node:crypto";
import type Stripe from "stripe";
import { missing } from "./missing.ts";

/** Every kind of object that is kept, by the name that stands in its field `object`. */
export interface Kinds {
  "billing.meter": Stripe.Billing.Meter;
  "billing_portal.configuration": Stripe.BillingPortal.Configuration;
  "billing_portal.session": Stripe.BillingPortal.Session;
  "checkout.session": Stripe.Checkout.Session;
  credit_note: Stripe.CreditNote;
  customer: Stripe.Customer | Stripe.DeletedCustomer;
  customer_balance_transaction: Stripe.CustomerBalanceTransaction;
  event: Stripe.Event;
  invoice: Stripe.Invoice;
  invoice_payment: Stripe.InvoicePayment;
  invoiceitem: Stripe.InvoiceItem;
  payment_intent: Stripe.PaymentIntent;
  payment_method: Stripe.PaymentMethod;
  price: Stripe.Price;
  product: Stripe.Product;
  refund: Stripe.Refund;
  subscription: Stripe.Subscription;
  subscription_schedule: Stripe.SubscriptionSchedule;
  "test_helpers.test_clock": Stripe.TestHelpers.TestClock;
  webhook_endpoint: Stripe.WebhookEndpoint;
}
export type Kind = keyof Kinds;

/** A meter event as it was accepted; `cancelled` by an adjustment. */
export interface StoredMeterEvent {
  identifier: string;
  eventName: string;
  customer: string;
  value: number;
  timestamp: number;
  receivedAt: number;
  cancelled: boolean;
}

export interface Billed {
  amount: number;
  start: number;
  end: number;
}

export interface UsageSpan {
  item: Stripe.SubscriptionItem;
  start: number;
  end: number;
}

export interface Draft {
  lines: Stripe.InvoiceLineItem[];
  usage: UsageSpan[];
}

const prefixes: Record<Kind, string> = {
  "billing.meter": "mtr",
  "billing_portal.configuration": "bpc",
  "billing_portal.session": "bps",
  "checkout.session": "cs_test",
  credit_note: "cn",
  customer: "cus",
  customer_balance_transaction: "cbtxn",
  event: "evt",
  invoice: "in",
  invoice_payment: "inpay",
  invoiceitem: "ii",
  payment_intent: "pi",
  payment_method: "pm",
  price: "price",
  product: "prod",
  refund: "re",
  subscription: "sub",
  subscription_schedule: "sub_sched",
  "test_helpers.test_clock": "clock",
  webhook_endpoint: "we",
};

/** What the stand-in knows: an account's objects in the order in which they were made, and what time it is for whom. */
export class StripeStore {
  readonly url: string;
  readonly tables: { [K in Kind]: Map<string, Kinds[K]> };
  /** By identifier, the last one that was accepted. */
  readonly meterEvents = new Map<string, StoredMeterEvent>();
  readonly #meterEventsBy = new Map<string, StoredMeterEvent[]>();
  /** Lines that wait for the next invoice, by subscription, or by customer for any of theirs. */
  readonly pendingLines = new Map<string, Stripe.InvoiceLineItem[]>();
  /** What was billed last for a subscription item; of a metered one, since when its usage is not billed yet. */
  readonly billed = new Map<string, Billed>();
  /** What a draft is made of: usage is counted anew until it is finalized. */
  readonly drafts = new Map<string, Draft>();
  /** Added to the machine's clock for all who have no test clock. */
  shiftSeconds = 0;
  onEvent: (event: Stripe.Event) => void = () => undefined;
  #lastId = 0;
  // While a clock is advanced, work is done at the moment it was due.
  #workingAt: number | undefined;

  constructor(url: string) {
    this.url = url;
    this.tables = {
      "billing.meter": new Map(),
      "billing_portal.configuration": new Map(),
      "billing_portal.session": new Map(),
      "checkout.session": new Map(),
      credit_note: new Map(),
      customer: new Map(),
      customer_balance_transaction: new Map(),
      event: new Map(),
      invoice: new Map(),
      invoice_payment: new Map(),
      invoiceitem: new Map(),
      payment_intent: new Map(),
      payment_method: new Map(),
      price: new Map(),
      product: new Map(),
      refund: new Map(),
      subscription: new Map(),
      subscription_schedule: new Map(),
      "test_helpers.test_clock": new Map(),
      webhook_endpoint: new Map(),
    };
  }

  /** Unique, and the same in each run, so that what failed can be read again. */
  newId(prefix: string): string {
    this.#lastId += 1;
    const digest = createHmac("sha256", "stripe stand-in").update(`${prefix}${this.#lastId}`).digest("hex");
    return `${prefix}_${digest.slice(0, 24)}`;
  }

  idOf(kind: Kind): string {
    return this.newId(prefixes[kind]);
  }

  add<K extends Kind>(kind: K, object: Kinds[K]): Kinds[K] {
    this.tables[kind].set(object.id, object);
    return object;
  }

  get<K extends Kind>(kind: K, id: string, param?: string): Kinds[K] {
    const found = this.tables[kind].get(id);
    if (found === undefined) throw missing(kind, id, param);
    return found;
  }

  customer(id: string, param?: string): Stripe.Customer {
    const customer = this.get("customer", id, param);
    if (customer.deleted === true) throw missing("customer", id, param);
    return customer;
  }

  addMeterEvent(event: StoredMeterEvent): void {
    this.meterEvents.set(event.identifier, event);
    const key = `${event.eventName} ${event.customer}`;
    const events = this.#meterEventsBy.get(key);
    if (events === undefined) this.#meterEventsBy.set(key, [event]);
    else events.push(event);
  }

  meterEventsOf(eventName: string, customer: string): readonly StoredMeterEvent[] {
    return this.#meterEventsBy.get(`${eventName} ${customer}`) ?? [];
  }

  find(id: string): Kinds[Kind] | undefined {
    for (const table of Object.values(this.tables)) {
      const found = table.get(id);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Unix seconds, for a customer by their test clock if they have one. */
  now(customer?: string): number {
    if (this.#workingAt !== undefined) return this.#workingAt;
    const found = customer === undefined ? undefined : this.tables.customer.get(customer);
    const clock = found?.deleted === true ? undefined : found?.test_clock;
    if (typeof clock === "string") return this.get("test_helpers.test_clock", clock).frozen_time;
    return Math.floor(Date.now() / 1000) + this.shiftSeconds;
  }

  at(seconds: number, work: () => void): void {
    this.#workingAt = seconds;
    try {
      work();
    } finally {
      this.#workingAt = undefined;
    }
  }
}
