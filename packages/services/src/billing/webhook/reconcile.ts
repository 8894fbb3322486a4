import type { Services } from "../../context.ts";
import { syncOrganization } from "../stripe/sync-organization.ts";
import { customersSyncedBefore } from "../stripe/system/customers.ts";
import { isFollowed } from "./is-followed.ts";
import { processStripeEvent } from "./process-event.ts";
import { readListed } from "./read-event.ts";
import { openEventsBefore, queueMissed } from "./system/inbox.ts";

const dayMs = 86_400_000;
/** Stripe lists 30 days; what is older than these was found on a night before. */
const lookBackMs = 3 * dayMs;
const maxEvents = 10_000;
/**
 * A worker's job at night: finds events that never came, tries those again that came to nothing, and asks how whoever was heard of by no
 * event stands. Answers how many events were missing.
 */
export async function reconcileStripe(services: Services, at = new Date()): Promise<{ missed: number }> {
  if (services.stripe === null) return { missed: 0 };
  const { client } = services.stripe;
  const events = await client.events
    .list({ created: { gte: Math.floor((at.getTime() - lookBackMs) / 1_000) }, limit: 100 })
    .autoPagingToArray({ limit: maxEvents });
  const missed = await queueMissed(
    services,
    events
      .reverse()
      .filter(({ type }) => isFollowed(type))
      .map((event) => readListed(event)),
  );
  if (missed > 0) services.log.warn({ missed }, "events of Stripe never came; they were fetched");
  const hourAgo = new Date(at.getTime() - 3_600_000).toISOString();
  for (const eventId of await openEventsBefore(services.database, hourAgo)) {
    await processStripeEvent(services, { eventId });
  }
  const dayAgo = new Date(at.getTime() - dayMs).toISOString();
  for (const organizationId of await customersSyncedBefore(services.database, dayAgo)) {
    await syncOrganization(services, organizationId, { at }).catch((error: unknown) =>
      services.log.warn({ error, organizationId }, "how an organization stands at Stripe could not be asked"),
    );
  }
  return { missed };
}
