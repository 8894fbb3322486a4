import { setTimeout as wait } from "node:timers/promises";
import type { Services } from "../../context.ts";
import { meterEventNames } from "../stripe/price-ref.ts";
import { requireStripe } from "../stripe/require-stripe.ts";
import type { StripePort } from "../stripe/stripe.ts";
import { isStripeError } from "../stripe/stripe-error.ts";
import { chargeLateUnits } from "./charge-late-units.ts";
import { claimUnits, type OutboxRow } from "./system/outbox-rows.ts";

/** At once, each for another customer; with the pause far below Stripe's 1,000 a second. */
const batchSize = 25;
const pauseMs = 50;
/** Until a row is tried again, by how often it was. */
const retryMs = [30_000, 120_000, 600_000, 3_600_000] as const;

type Outcome = Pick<OutboxRow, "state" | "lastError">;

/**
 * Sends what is due, of one organization or all. The same row is sent under the same identifier, so that Stripe counts it once however
 * often it is tried; that it has it already is as good as an answer. Resolves when nothing is due any more.
 */
export async function sendUnits(
  services: Services,
  { at = new Date(), organizationId }: { at?: Date; organizationId?: string } = {},
): Promise<void> {
  for (;;) {
    const rows = await claimUnits(services.database, { at, organizationId, limit: batchSize });
    if (rows.length === 0) return;
    await Promise.all(
      rows.map(async (row) => storeOutcome(services, { row, outcome: await sendRow(services, row), at })),
    );
    if (rows.length === batchSize) await wait(pauseMs);
  }
}

async function sendRow(services: Services, row: OutboxRow): Promise<Outcome> {
  try {
    if (row.isLate) await chargeLateUnits(services, row);
    else await tellMeter(requireStripe(services), row);
    return { state: "sent", lastError: null };
  } catch (error) {
    return outcomeOf(error);
  }
}

async function tellMeter({ client }: StripePort, row: OutboxRow): Promise<void> {
  await client.billing.meterEvents.create(
    {
      event_name: meterEventNames[row.meter],
      identifier: row.identifier,
      timestamp: Math.floor(Date.parse(row.at) / 1_000),
      payload: { stripe_customer_id: row.customerId, value: String(row.delta) },
    },
    // We try again ourselves. The client's own idempotency key is another each time: Stripe repeats the answer to one that it knows,
    // also that of a failure.
    { maxNetworkRetries: 0 },
  );
}

/** What a failure says of the units: they are there (a duplicate), they are not (refused before they were taken), or nobody knows. */
function outcomeOf(error: unknown): Outcome {
  if (!isStripeError(error)) throw error;
  const lastError = error.message.slice(0, 500);
  const { statusCode = 0 } = error;
  if (error.code === "duplicate_meter_event" || /already exists with identifier/i.test(error.message)) {
    return { state: "sent", lastError: null };
  }
  if (error.type === "StripeConnectionError" || statusCode >= 500 || statusCode === 0) {
    return { state: "unknown", lastError };
  }
  if (statusCode === 429 || statusCode === 401 || statusCode === 403 || statusCode === 409) {
    return { state: "queued", lastError };
  }
  return { state: "refused", lastError };
}

async function storeOutcome(
  services: Services,
  { row, outcome, at }: { row: OutboxRow; outcome: Outcome; at: Date },
): Promise<void> {
  const { organizationId, meter, hour, sequence, attempts, identifier } = row;
  const pauseMs = retryMs[Math.min(attempts, retryMs.length) - 1] ?? retryMs[0];
  // That this try came to nothing says nothing of one before that was never answered.
  const isFirst = row.firstTriedAt === at.toISOString();
  const state = isFirst || outcome.state === "sent" ? outcome.state : "unknown";
  if (state === "refused") {
    services.log.error({ organizationId, identifier, error: outcome.lastError }, "Stripe refused usage");
  }
  await services.database.withOrganization(organizationId, (trx) =>
    trx
      .updateTable("meterOutbox")
      .set({
        ...outcome,
        state,
        nextAt: new Date(at.getTime() + pauseMs).toISOString(),
        sentAt: state === "sent" ? at.toISOString() : null,
        ...(state === "queued" && { firstTriedAt: null }),
      })
      .where("organizationId", "=", organizationId)
      .where("meter", "=", meter)
      .where("hour", "=", hour)
      .where("sequence", "=", sequence)
      .execute(),
  );
}
