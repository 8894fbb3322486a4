import type Stripe from "stripe";

/** What the operator set; `apiBase` is another address in the place of Stripe's. */
interface StripeSettings {
  secretKey: string;
  webhookSecret: string;
  apiBase: string | null;
}

/** Stripe's side of billing. Holds secrets: never log it. */
export interface StripePort {
  client: Stripe;
  /** Amounts below a cent, exactly. */
  toDecimal: typeof Stripe.Decimal.from;
  /** Signs what comes to `/webhooks/stripe`. */
  webhookSecret: string;
}

/** Of a whole request, its answer's last byte included. */
const deadlineMs = 15_000;

/**
 * Opens Stripe, whose SDK is loaded where it is set up alone: it takes 30 MiB. Its client sends each POST with an idempotency key of its own, so that the two retries of a request that broke off do
 * nothing twice; with the pauses between them a person waits for a minute at most. Units are sent without retries (`meter-outbox-send`).
 */
export async function openStripe({ secretKey, webhookSecret, apiBase }: StripeSettings): Promise<StripePort> {
  const { default: Stripe } = await import("stripe");
  const base = apiBase === null ? null : new URL(apiBase);
  const client = new Stripe(secretKey, {
    // Unlike that on Node's own http module, its deadline is one for the whole request.
    httpClient: Stripe.createFetchHttpClient(),
    timeout: deadlineMs,
    maxNetworkRetries: 2,
    telemetry: false,
    ...(base && {
      host: base.hostname,
      port: base.port || (base.protocol === "http:" ? 80 : 443),
      protocol: base.protocol === "http:" ? ("http" as const) : ("https" as const),
    }),
  });
  return { client, toDecimal: Stripe.Decimal.from, webhookSecret };
}
