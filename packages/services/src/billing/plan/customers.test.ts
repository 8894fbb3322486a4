import { newId, plans, type SubscriptionState } from "@patchops/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSnapshots } from "../../connection/index.ts";
import type { Context } from "../../context.ts";
import { planOf } from "../../plan-of.ts";
import { openTestServices, withParts } from "../../testing/open-test-services.ts";
import { auditActions, auditEntries, type TestPerson, testPerson } from "../../testing/people.ts";
import {
  creditAsOperator,
  creditCustomer,
  endCustomerLimit,
  findCustomer,
  getCustomer,
  listCustomers,
  listPlanVersions,
  setCustomerLimit,
  setCustomerPlan,
  setLimitAsOperator,
  setPlanAsOperator,
  storePlans,
} from "../index.ts";

const opened = await openTestServices();
const snapshots = await openSnapshots(opened.services.database);
const services = withParts(opened.services, { snapshots });
afterAll(() => snapshots.close());

const reason = "Agreed by mail";
let admin: Context;
let acme: TestPerson;
beforeAll(async () => {
  await storePlans(services.database);
  admin = (await testPerson(services, "admin")).context;
  acme = await testPerson(services, "acme");
});
const inForce = async () => planOf(services, await snapshots.get(acme.organizationId));

test("a plan, a limit and its end hold on the hot path at once, and stand in both audit logs with their reason", async () => {
  const { organizationId } = acme;
  await setCustomerPlan(admin, { organizationId, plan: "pro", reason });
  await expect.poll(inForce).toMatchObject({ id: "pro", version: 1, callsPerMonth: 50_000 });
  await setCustomerLimit(admin, { organizationId, field: "callsPerMonth", value: 60_000, reason });
  await setCustomerLimit(admin, { organizationId, field: "members", value: null, reason });
  await expect.poll(inForce).toMatchObject({ callsPerMonth: 60_000, members: null });
  expect(await getCustomer(admin, { organizationId })).toMatchObject({
    ...{ name: "acme", owner: acme.email, plan: "pro", planVersion: 1, overrides: 2, members: 1 },
    limits: [
      { field: "members", value: null, planValue: plans.pro.members, reason, endsAt: null },
      { field: "callsPerMonth", value: 60_000, planValue: 50_000 },
    ],
  });
  await endCustomerLimit(admin, { organizationId, field: "callsPerMonth", reason });
  await expect.poll(inForce).toMatchObject({ callsPerMonth: 50_000, members: null });
  const gone = { code: "not_found" };
  await expect(endCustomerLimit(admin, { organizationId, field: "limits", reason })).rejects.toMatchObject(
    gone,
  );
  for (const id of [organizationId, admin.actor.organizationId]) {
    const entries = (await auditEntries(services, id)).filter(({ action }) => action.startsWith("billing."));
    expect(entries).toMatchObject([
      {
        action: "billing.set_plan",
        data: { reason },
        before: { plan: "self_hosted" },
        after: { plan: "pro" },
      },
      { action: "billing.set_limit", data: { field: "callsPerMonth" }, after: { value: 60_000 } },
      { action: "billing.set_limit" },
      { action: "billing.end_limit", before: { value: 60_000 } },
    ]);
  }
});

test("a version can be chosen, or none; an unknown one or organization is told", async () => {
  const { organizationId } = acme;
  await setPlanAsOperator(services, { organizationId, plan: "team", version: null, reason });
  await expect.poll(inForce).toMatchObject({ id: "team", version: null });
  const gone = { code: "not_found" };
  const older = { plan: "team", version: 9, reason } as const;
  await expect(setPlanAsOperator(services, { organizationId, ...older })).rejects.toMatchObject(gone);
  const nobody = { organizationId: newId(), plan: "pro", reason } as const;
  await expect(setPlanAsOperator(services, nobody)).rejects.toMatchObject(gone);
  expect(await auditActions(services, organizationId)).toContain("billing.set_plan");
  expect(await listPlanVersions(admin)).toContainEqual(
    expect.objectContaining({
      id: "team",
      version: 1,
      isCurrent: true,
      organizations: 1,
      monthlyCents: 10_000,
    }),
  );
});

test("credits and refunds wait in the ledger with who gave them and why; a credit is of no invoice", async () => {
  const { organizationId } = acme;
  await creditCustomer(admin, { organizationId, kind: "credit", amountCents: 1_250, reason: "An outage" });
  await creditAsOperator(services, {
    ...{ organizationId, kind: "refund", amountCents: 500, reason: "Twice", invoiceId: "in_1" },
  });
  await expect(
    creditCustomer(admin, { organizationId, kind: "credit", amountCents: 1, reason, invoiceId: "in_1" }),
  ).rejects.toMatchObject({ code: "invalid_input" });
  expect((await getCustomer(admin, { organizationId })).credits).toMatchObject([
    { kind: "refund", amountCents: 500, invoiceId: "in_1", state: "pending" },
    { kind: "credit", amountCents: 1_250, reason: "An outage", state: "pending" },
  ]);
  const actions = (await auditActions(services, organizationId)).slice(-2);
  expect(actions).toEqual(["billing.credit", "billing.refund"]);
});

test("organizations are found by their people, plan and state, page by page; only instance admins do any of it", async () => {
  const ids = async (input: Parameters<typeof listCustomers>[1]) =>
    (await listCustomers(admin, input)).customers.map(({ name }) => name);
  await setLimitAsOperator(services, {
    ...{ organizationId: acme.organizationId, field: "connections", value: 1, reason },
    endsAt: "2020-01-01T00:00:00Z",
  });
  expect(await ids({ search: "ACME@" })).toEqual(["acme"]);
  expect(await ids({ plan: "team" })).toEqual(["acme"]);
  expect(await ids({ show: "changed" })).toEqual(["acme"]);
  expect(await ids({ show: "limited" })).toEqual([]);
  const first = await listCustomers(admin, { limit: 1 });
  expect(await ids({ limit: 1, cursor: first.nextCursor ?? "" })).toEqual(["admin"]);
  expect(await findCustomer(services, { organization: acme.email })).toMatchObject({ name: "acme" });
  await expect(findCustomer(services, { organization: "@example.com" })).rejects.toMatchObject({
    code: "conflict",
  });
  const { organizationId } = acme;
  const refused = { code: "forbidden" };
  await expect(listCustomers(acme.context, {})).rejects.toMatchObject(refused);
  await expect(setCustomerPlan(acme.context, { organizationId, plan: "pro", reason })).rejects.toMatchObject(
    refused,
  );
  const limit = { organizationId, field: "members", value: null, reason } as const;
  await expect(setCustomerLimit(acme.context, limit)).rejects.toMatchObject(refused);
  await expect(endCustomerLimit(acme.context, limit)).rejects.toMatchObject(refused);
  const credit = { organizationId, kind: "credit", amountCents: 1, reason } as const;
  await expect(creditCustomer(acme.context, credit)).rejects.toMatchObject(refused);
});

test("who pays by a subscription is given no plan beside it", async () => {
  const paying = await testPerson(services, "paying");
  const { organizationId } = paying;
  const now = new Date().toISOString();
  await services.database.system
    .insertInto("billingSubscriptions")
    .values({
      ...{ organizationId, id: "sub_1", status: "active", planId: "pro", planVersion: 1, interval: "month" },
      ...{ startedAt: now, periodStart: now, periodEnd: now, fetchedAt: now },
    })
    .execute();
  await expect(setCustomerPlan(admin, { organizationId, plan: "team", reason })).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("Pro"),
  });
});

test("organizations are found by how their subscriptions stand", async () => {
  const names = async (subscription: SubscriptionState) =>
    (await listCustomers(admin, { subscription, search: "@example.com" })).customers.map(({ name }) => name);
  expect(await names("active")).toEqual(["paying"]);
  expect(await names("none")).toEqual(["acme", "admin"]);
  const { system } = services.database;
  await system
    .updateTable("billingSubscriptions")
    .set({ status: "unpaid", cancelAt: new Date().toISOString() })
    .execute();
  expect([await names("active"), await names("past_due"), await names("ending")]).toEqual([
    [],
    ["paying"],
    ["paying"],
  ]);
  expect(await findCustomer(services, { organization: "paying" })).toMatchObject({ subscription: "unpaid" });
  await system.updateTable("billingSubscriptions").set({ status: "canceled" }).execute();
  expect([await names("ending"), await names("none")]).toEqual([[], ["paying", "acme", "admin"]]);
});
