import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { frozenVerbs } from "@patchops/contract";
import { startMcpFixture, waitFor } from "@patchops/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { currentAccount } from "../account/index.ts";
import { createApiKey, resolveApiKey } from "../apikey/index.ts";
import { listCustomers } from "../billing/index.ts";
import { addConnection, listConnections } from "../connection/index.ts";
import type { Context } from "../context.ts";
import {
  deliverWebhook,
  deployWorkflow,
  getExecution,
  listWorkflowRuns,
  receiveWorkflowHook,
  rotateWorkflowWebhook,
  runSchedules,
  runWorkflow,
  startExecution,
} from "../execution/index.ts";
import { requireAccess } from "../require-access.ts";
import { resolveLoginSession } from "../session/index.ts";
import { openLiveServices } from "../testing/open-live-services.ts";
import { outboxOf } from "../testing/outbox.ts";
import { auditEntries, contextOf, testMember, testPerson, testVisit } from "../testing/people.ts";
import { callTool } from "../tool/index.ts";
import {
  createWebhookEndpoint,
  deliverEvent,
  rotateWebhookSecret,
  testWebhookEndpoint,
} from "../webhook/index.ts";
import { freezeAsOperator, freezeOrganization, unfreezeAsOperator, unfreezeOrganization } from "./index.ts";

const { services, otherNode, sentJobs } = await openLiveServices();
const other = await otherNode();
const nodes = [services, other];
const fixture = await startMcpFixture({ tools: [{ name: "add" }] });
afterAll(() => fixture.close());

const reason = "A key of yours was published";
const frozen = { code: "organization_frozen", details: { reason } };
let admin: Context;
beforeAll(async () => {
  admin = (await testPerson(services, "admin")).context;
});

const call = (context: Context) =>
  callTool(context, {
    tool: { name: "shop_add" },
    arguments: {},
    argumentsBytes: 2,
    signal: new AbortController().signal,
  });

test("freezing refuses keys, calls, runs, schedules and webhooks at once on every node; one click lets all work again", async () => {
  const { context, organizationId, token, email } = await testPerson(services, "acme");
  await addConnection(context, { name: "shop", target: { kind: "http", url: fixture.url } });
  const { key } = await createApiKey(context, { name: "x" });
  const config = { schedules: [{ cron: "* * * * *" }], webhook: { signed: false } };
  await deployWorkflow(context, { name: "hooked", code: "return 1", config });
  const hook = await rotateWorkflowWebhook(context, { name: "hooked" });
  await call(context);
  const code = "for (;;) { await tools.shop.add({}); await new Promise((done) => setTimeout(done, 100)); }";
  const run = await startExecution(context, { code, detached: true });
  await waitFor(() => fixture.calls("add") > 1);
  const soon = new Date(Date.now() + 2_000).toISOString();
  const queued = await runWorkflow(context, { name: "hooked", at: soon });

  await freezeOrganization(admin, { organizationId });
  await freezeOrganization(admin, { organizationId, reason });
  await run.finished;
  expect(await getExecution(context, run)).toMatchObject({ status: "cancelled" });
  for (const node of nodes) {
    await expect
      .poll(() => resolveApiKey(node, key), { timeout: 5_000 })
      .toMatchObject({ ok: false, reason: "frozen", freeze: { reason } });
    const seen = await contextOf(testVisit(node), token);
    // Whoever had asked before is refused by the routing table.
    await expect
      .poll(() => call({ ...context, services: node }).catch((error) => error))
      .toMatchObject(frozen);
    for (const verb of frozenVerbs) expect(() => requireAccess(seen, verb), verb).toThrow(reason);
    expect(await listConnections(seen)).toHaveLength(1);
    expect((await currentAccount(seen)).organization.freeze).toMatchObject({ reason });
  }
  const secretPart = hook.url.split("/").at(-1) ?? "";
  const request = { organizationId, token: secretPart, headers: new Headers(), query: {}, body: "" };
  await expect(receiveWorkflowHook(testVisit(services), request)).rejects.toMatchObject({
    code: "organization_frozen",
    // Whoever calls it is no member: why is not theirs to know.
    details: undefined,
  });
  // Runs that are due elsewhere go past the one that is due here.
  await deployWorkflow(admin, { name: "passes", code: "return 1" });
  const passed = await runWorkflow(admin, { name: "passes", at: soon });
  await waitFor(async () => (await getExecution(admin, passed)).status === "succeeded", {
    timeoutMs: 20_000,
  });
  expect(await getExecution(context, queued)).toMatchObject({ status: "queued" });
  await services.database.system
    .updateTable("workflowSchedules")
    .set({ nextAt: new Date(Date.now() - 1_000).toISOString() })
    .execute();
  const worker = runSchedules(services);
  await waitFor(async () => {
    const [{ nextAt } = { nextAt: "" }] = await services.database.system
      .selectFrom("workflowSchedules")
      .select("nextAt")
      .execute();
    return Date.parse(nextAt) > Date.now();
  });
  await worker.stop();
  const { runs } = await listWorkflowRuns(context, {});
  expect(runs.map(({ executionId }) => executionId)).toEqual([queued.executionId]);

  await unfreezeOrganization(admin, { organizationId });
  for (const node of nodes) {
    await expect.poll(() => resolveApiKey(node, key), { timeout: 5_000 }).toMatchObject({ ok: true });
    // A node hears of its keys and of its routing table one after the other.
    await waitFor(async () => {
      const answer = call(await contextOf(testVisit(node), token));
      return answer.then(
        () => true,
        () => false,
      );
    });
  }
  await waitFor(async () => (await getExecution(context, queued)).status === "succeeded", {
    timeoutMs: 20_000,
  });
  const acts = (await auditEntries(services, organizationId)).filter(({ action }) => /freeze/.test(action));
  expect(acts.map(({ action, after }) => [action, after])).toEqual([
    ["organization.freeze", { isFrozen: true }],
    ["organization.freeze", { reason }],
    ["organization.unfreeze", { isFrozen: false, reason: null }],
  ]);
  const inOwn = await auditEntries(services, admin.actor.organizationId);
  expect(inOwn.filter(({ action }) => /freeze/.test(action))).toHaveLength(3);
  const mails = (await outboxOf(services, email)).filter(({ kind }) => kind === "organization-frozen");
  expect(mails.map(({ text }) => text)).toEqual([
    expect.stringContaining("The reason follows."),
    expect.stringContaining(reason),
    expect.stringContaining("ended the freeze"),
  ]);
});

test("what its webhooks would be told waits for the end of a freeze, and goes out once then", async () => {
  const told: unknown[] = [];
  const receiver = createServer((request, response) => {
    told.push(request.headers["webhook-id"]);
    response.writeHead(204).end();
  }).listen(0, "127.0.0.1");
  await once(receiver, "listening");
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  const { context, organizationId } = await testPerson(services, "mute");
  await rotateWebhookSecret(context);
  const { id } = await createWebhookEndpoint(context, { url, kinds: ["quota"] });
  const { deliveryId } = await testWebhookEndpoint(context, { id });
  const run = await startExecution(context, { code: "return 1", webhook: url });
  await run.finished;
  const work = async () => {
    const jobs = sentJobs.splice(0);
    for (const job of jobs) {
      if (job.name === "event-webhook") await deliverEvent(services, job.data);
      if (job.name === "run-webhook") await deliverWebhook(services, job.data);
    }
    return jobs.filter(({ name }) => name.endsWith("-webhook"));
  };

  await freezeOrganization(admin, { organizationId });
  const held = await work();
  expect([held.length, told]).toEqual([2, []]);
  await unfreezeOrganization(admin, { organizationId });
  sentJobs.push(...held);
  await work();
  await work();
  expect(told.sort()).toEqual([deliveryId, run.executionId].sort());
  receiver.close();
});

test("it is the organization's alone: its people work on in others, and who does not operate the instance freezes none", async () => {
  const owner = await testPerson(services, "cold");
  const guest = await testPerson(services, "guest");
  const member = await testMember(services, owner, "both", "member");
  const { id } = await freezeAsOperator(services, { organization: owner.organizationId });
  expect(id).toBe(owner.organizationId);
  const there = await resolveLoginSession(testVisit(services), member.token);
  expect(there?.actor.freeze).toEqual({ reason: null });
  expect((await contextOf(testVisit(services), guest.token)).actor.freeze).toBeUndefined();
  for (const context of [owner.context, guest.context]) {
    await expect(freezeOrganization(context, { organizationId: id })).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(unfreezeOrganization(context, { organizationId: id })).rejects.toMatchObject({
      code: "forbidden",
    });
  }
  expect((await listCustomers(admin, { show: "frozen" })).customers).toMatchObject([
    { id, freeze: { reason: null } },
  ]);
  await expect(freezeAsOperator(services, { organization: id })).rejects.toMatchObject({ code: "conflict" });
  await unfreezeAsOperator(services, { organization: id });
  await expect(unfreezeAsOperator(services, { organization: id })).rejects.toMatchObject({
    code: "conflict",
  });
});
