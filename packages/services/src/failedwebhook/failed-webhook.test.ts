import { newId } from "@patchops/contract";
import { expect, test } from "vitest";
import { openLiveServices } from "../testing/open-live-services.ts";
import { auditActions, testPerson } from "../testing/people.ts";
import {
  listFailedWebhooks,
  listFailedWebhooksAsOperator,
  replayWebhook,
  replayWebhookAsOperator,
} from "./index.ts";

const { services, sentJobs } = await openLiveServices();
const admin = (await testPerson(services, "admin")).context;
const acme = await testPerson(services, "acme");
const { organizationId, userId } = acme;
const { system } = services.database;

/** One of each kind that failed, and one that is tried again by itself. */
async function fail() {
  const [endpointId, deliveryId, executionId] = [newId(), newId(), newId()];
  const url = "https://hooks.example.com/secret-path?token=1";
  await system
    .insertInto("webhookEndpoints")
    .values({ organizationId, id: endpointId, url, kinds: ["quota"], createdBy: userId })
    .execute();
  const delivery = { organizationId, endpointId, kind: "quota", body: "{}", httpStatus: 500, nextAt: null };
  await system
    .insertInto("webhookDeliveries")
    .values([
      { ...delivery, id: deliveryId, status: "failed", attempts: 8, error: "It answered 500" },
      { ...delivery, id: newId(), status: "waiting", attempts: 1, error: "It answered 500" },
    ])
    .execute();
  await system
    .insertInto("executions")
    .values({
      organizationId,
      id: executionId,
      userId,
      via: "cli",
      code: "1",
      limits: "{}",
      status: "succeeded",
    })
    .execute();
  await system
    .insertInto("runWebhooks")
    .values({ organizationId, executionId, url, status: "failed", attempts: 8, error: "timeout" })
    .execute();
  await system
    .insertInto("stripeEvents")
    .values({
      id: "evt_1",
      type: "invoice.paid",
      objectId: null,
      customerId: null,
      source: "webhook",
      attempts: 5,
      processedAt: null,
      lastError: "Stripe is away",
      createdAt: new Date().toISOString(),
    })
    .execute();
  return { deliveryId, executionId };
}

test("failed webhooks in and out stand in one list, and each is tried anew by a click, which both audits tell", async () => {
  const { deliveryId, executionId } = await fail();
  const organization = { id: organizationId, name: "acme" };
  const failed = await listFailedWebhooks(admin, {});
  expect(failed).toHaveLength(3);
  expect(failed).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ source: "stripe", id: "evt_1", organization: null, host: null }),
      expect.objectContaining({ source: "event", id: deliveryId, organization, error: "It answered 500" }),
      expect.objectContaining({ source: "run", id: executionId, organization, kind: "execution.finished" }),
    ]),
  );
  // An address may hold a secret of its receiver.
  expect(JSON.stringify(failed)).not.toMatch(/secret-path|token/);
  await replayWebhook(admin, { source: "event", id: deliveryId, organizationId });
  await replayWebhookAsOperator(services, { source: "run", id: executionId, organizationId });
  await replayWebhook(admin, { source: "stripe", id: "evt_1" });
  expect(sentJobs.slice(-3)).toEqual([
    { name: "event-webhook", data: { organizationId, deliveryId, attempt: 1 } },
    { name: "run-webhook", data: { organizationId, executionId, attempt: 1 } },
    { name: "stripe-event", data: { eventId: "evt_1" } },
  ]);
  expect(await listFailedWebhooksAsOperator(services, {})).toEqual([]);
  const again = { source: "event", id: deliveryId, organizationId } as const;
  await expect(replayWebhook(admin, again)).rejects.toMatchObject({ code: "not_found" });
  await expect(replayWebhook(admin, { source: "run", id: executionId })).rejects.toMatchObject({
    code: "not_found",
  });
  const told = (await auditActions(services, organizationId)).filter((action) => action === "webhook.replay");
  expect(told).toHaveLength(2);
  expect(await auditActions(services, admin.actor.organizationId)).toContain("webhook.replay");
});

test("who does not operate the instance neither sees nor replays them", async () => {
  const forbidden = { code: "forbidden" };
  await expect(listFailedWebhooks(acme.context, {})).rejects.toMatchObject(forbidden);
  await expect(replayWebhook(acme.context, { source: "stripe", id: "evt_1" })).rejects.toMatchObject(
    forbidden,
  );
});
