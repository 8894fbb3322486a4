import type { ErrorCode } from "@patchops/contract";
import { describe, expect, test } from "vitest";
import { openSubscribers } from "../../testing/open-subscribers.ts";
import { auditActions } from "../../testing/people.ts";
import { listStuckUsage, settleUsage, tellUsage } from "../index.ts";

const billing = await openSubscribers();
const { services, stripe, now, operator, admin, held, subscriber } = billing;
const hourMs = 3_600_000;

const refusal = (code: ErrorCode) => expect.objectContaining({ name: "AppError", code });

describe("usage", () => {
  test("is told once, whatever becomes of the answers", async () => {
    const person = await subscriber("lin");
    const { customerId } = await person.customer();
    await person.use(100);
    // Several workers at once, as after a restart.
    await Promise.all([1, 2, 3].map(() => tellUsage(services, now())));
    expect(held(customerId)).toBe(100);
    // Accepted, and its answer lost: it is sent again, and counts once.
    stripe.faults.push({ on: "POST /v1/billing/meter_events", kind: "reset_after_accept", times: 1 });
    await person.use(150);
    await tellUsage(services, now());
    expect((await person.outbox()).at(-1)).toMatchObject({ delta: 50, state: "unknown" });
    await tellUsage(services, new Date(now().getTime() + hourMs));
    expect((await person.outbox()).at(-1)).toMatchObject({ delta: 50, state: "sent" });
    expect(held(customerId)).toBe(150);
    await person.use(130);
    await tellUsage(services, now());
    expect(held(customerId)).toBe(130);
  });

  test("whose answer never came is looked up after a day, and not sent again", async () => {
    const person = await subscriber("mary");
    const { customerId } = await person.customer();
    const told = () =>
      stripe.requests.filter((request) => request === "POST /v1/billing/meter_events").length;
    await person.use(10);
    stripe.faults.push({ on: "POST /v1/billing/meter_events", kind: "reset_after_accept", times: 1 });
    await tellUsage(services, now());
    stripe.advance(25 * 3_600);
    const before = told();
    await tellUsage(services, now());
    expect(told()).toBe(before);
    expect((await person.outbox()).at(-1)).toMatchObject({ delta: 10, state: "sent" });
    // One that never arrived goes under another identifier.
    stripe.faults.push({ on: "POST /v1/billing/meter_events", kind: "reset_before", times: 1 });
    await person.use(17);
    await tellUsage(services, now());
    stripe.advance(25 * 3_600);
    await tellUsage(services, now());
    expect((await person.outbox()).slice(-2).map(({ delta, state }) => [delta, state])).toEqual([
      [7, "missing"],
      [7, "sent"],
    ]);
    expect(held(customerId)).toBe(17);
  });
});

describe("usage that Stripe did not take", () => {
  test("is shown to who operates the instance, who has it told anew or says that it is there", async () => {
    const person = await subscriber("stuck");
    const { customerId } = await person.customer();
    stripe.faults.push({ on: "POST /v1/billing/meter_events", kind: "status", status: 400, times: 2 });
    await person.use(5);
    await tellUsage(services, now());
    await person.use(8);
    await tellUsage(services, now());
    const mine = (await listStuckUsage(admin)).filter((row) => row.organizationId === person.organizationId);
    expect(mine.map(({ delta, state }) => [delta, state])).toEqual([
      [5, "refused"],
      [3, "refused"],
    ]);
    await expect(listStuckUsage(person.context)).rejects.toEqual(refusal("forbidden"));
    const [first, second] = mine.map(({ identifier }) => identifier);
    await settleUsage(admin, { identifier: first ?? "", as: "resend" }, now());
    await settleUsage(admin, { identifier: second ?? "", as: "sent" });
    const again = { identifier: second ?? "", as: "sent" } as const;
    await expect(settleUsage(admin, again)).rejects.toEqual(refusal("not_found"));
    await tellUsage(services, now());
    expect(held(customerId)).toBe(5);
    expect(await auditActions(services, operator.organizationId)).toContain("stripe_usage.settle");
  });
});
