import { newId } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import type { Services } from "./context.ts";

interface QueuedEvent {
  organizationId: string;
  endpointId: string;
  kind: string;
  /** What the receiver reads; no secrets. */
  data: Readonly<Record<string, unknown>>;
}

/** Has one address told of one event, when the transaction commits. Answers the delivery's id. */
export async function queueWebhookDelivery(
  services: Pick<Services, "jobs">,
  trx: Transaction,
  { organizationId, endpointId, kind, data }: QueuedEvent,
): Promise<string> {
  const id = newId();
  const timestamp = new Date().toISOString();
  await trx
    .insertInto("webhookDeliveries")
    .values({
      ...{ organizationId, id, endpointId, kind },
      body: JSON.stringify({ type: `notification.${kind}`, timestamp, data }),
      ...{ httpStatus: null, error: null, nextAt: null },
    })
    .execute();
  await services.jobs.send(trx, "event-webhook", { organizationId, deliveryId: id, attempt: 1 });
  return id;
}
