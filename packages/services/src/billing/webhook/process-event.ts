import type { Services } from "../../context.ts";
import type { JobData } from "../../jobs.ts";
import { requireStripe } from "../stripe/require-stripe.ts";
import type { StripePort } from "../stripe/stripe.ts";
import { isMissing } from "../stripe/stripe-error.ts";
import { syncKeptBill } from "../stripe/sync-kept-bill.ts";
import { syncOrganization } from "../stripe/sync-organization.ts";
import { organizationOfCustomer } from "../stripe/system/customers.ts";
import { isFollowed } from "./is-followed.ts";
import {
  findOpenEvent,
  findOpenEventsOf,
  markFailed,
  markProcessed,
  type OpenEvent,
} from "./system/inbox.ts";

/** Seconds until an event is tried again, by how often it was; after that a person has it replayed, or the nightly look finds it. */
const retrySeconds = [10, 60, 300, 1_800, 7_200, 21_600] as const;

/** A worker's job: does what follows from an event, once; a failure is noted with it and tried again later. */
export async function processStripeEvent(
  services: Services,
  { eventId }: JobData["stripe-event"],
): Promise<void> {
  if (services.stripe === null) return;
  const event = await findOpenEvent(services.database, eventId);
  if (event === undefined) return;
  try {
    await markProcessed(services.database, await follow(services, event));
  } catch (error) {
    services.log.warn({ error, eventId, type: event.type }, "an event of Stripe could not be followed");
    const text = error instanceof Error ? error.message : "It failed.";
    const afterSeconds = retrySeconds[event.attempts];
    await markFailed(services, { id: eventId, error: text, afterSeconds });
  }
}

/** Answers which events are done with: what was asked for one of a customer answers all that had come of theirs. */
async function follow(services: Services, event: OpenEvent): Promise<string[]> {
  const { id, type, objectId } = event;
  if (type.startsWith("billing.meter.error_report")) {
    services.log.error(
      { eventId: id, meter: objectId },
      "Stripe could not count some of the usage it was told",
    );
  }
  if (!isFollowed(type)) return [id];
  const stripe = requireStripe(services);
  const customerId = event.customerId ?? (await customerOf(stripe, event));
  const organizationId =
    customerId === null ? null : await organizationOfCustomer(services.database, customerId);
  if (customerId === null) return [id];
  if (organizationId === null) {
    const bill = await invoiceOf(stripe, event);
    if (bill !== null) await syncKeptBill(services, { customerId, id: bill });
    return [id];
  }
  const others = await findOpenEventsOf(services.database, customerId);
  const all = [event, ...others.filter((other) => other.id !== id)];
  const invoiceIds = new Set<string>();
  for (const each of all) {
    const invoiceId = await invoiceOf(stripe, each);
    if (invoiceId !== null) invoiceIds.add(invoiceId);
  }
  await syncOrganization(services, organizationId, { invoiceIds: [...invoiceIds] });
  return all.map((each) => each.id);
}

async function invoiceOf({ client }: StripePort, { type, objectId }: OpenEvent): Promise<string | null> {
  if (type.startsWith("invoice.")) return objectId;
  if (!type.startsWith("credit_note.") || objectId === null) return null;
  const { invoice } = await client.creditNotes.retrieve(objectId);
  return typeof invoice === "string" ? invoice : invoice.id;
}

/** Whose it is, where the event does not say. Null where nobody can tell any more. */
async function customerOf({ client }: StripePort, { type, objectId }: OpenEvent): Promise<string | null> {
  if (objectId === null) return null;
  try {
    const { customer } = type.startsWith("customer.subscription.")
      ? await client.subscriptions.retrieve(objectId)
      : type.startsWith("invoice.")
        ? await client.invoices.retrieve(objectId)
        : type.startsWith("checkout.session.")
          ? await client.checkout.sessions.retrieve(objectId)
          : type.startsWith("subscription_schedule.")
            ? await client.subscriptionSchedules.retrieve(objectId)
            : type.startsWith("credit_note.")
              ? await client.creditNotes.retrieve(objectId)
              : { customer: null };
    return typeof customer === "string" ? customer : (customer?.id ?? null);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
