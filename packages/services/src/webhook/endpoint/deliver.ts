import type { Services } from "../../context.ts";
import type { JobData } from "../../jobs.ts";
import { isHeldBack } from "../hold-back.ts";
import { pauseAfter, postSigned } from "../post-signed.ts";

/** A worker's job: tells an address of an event. An attempt that was made already is not made again; in a frozen organization none is made. */
export async function deliverEvent(services: Services, job: JobData["event-webhook"]): Promise<void> {
  const { organizationId, deliveryId, attempt } = job;
  const { database, jobs } = services;
  const message = await database.withOrganization(organizationId, async (trx) => {
    if (await isHeldBack(trx, organizationId)) return undefined;
    return trx
      .selectFrom("webhookDeliveries as d")
      .innerJoin("webhookEndpoints as e", (join) =>
        join.onRef("e.organizationId", "=", "d.organizationId").onRef("e.id", "=", "d.endpointId"),
      )
      .select(["d.body", "e.url"])
      .where("d.organizationId", "=", organizationId)
      .where("d.id", "=", deliveryId)
      .where("d.status", "=", "waiting")
      .where("d.attempts", "<", attempt)
      .executeTakeFirst();
  });
  if (message === undefined) return;
  const end = await postSigned(services, { organizationId, id: deliveryId, ...message });
  const pause = pauseAfter(attempt, end);
  await database.withOrganization(organizationId, async (trx) => {
    await trx
      .updateTable("webhookDeliveries")
      .set({
        status: end.problem === null ? "delivered" : pause === undefined ? "failed" : "waiting",
        attempts: attempt,
        httpStatus: end.httpStatus,
        error: end.problem?.slice(0, 500) ?? null,
        nextAt: pause === undefined ? null : new Date(Date.now() + pause * 1_000).toISOString(),
      })
      .where("organizationId", "=", organizationId)
      .where("id", "=", deliveryId)
      .execute();
    if (pause === undefined) return;
    const next = { organizationId, deliveryId, attempt: attempt + 1 };
    await jobs.send(trx, "event-webhook", next, { afterSeconds: pause });
  });
}
