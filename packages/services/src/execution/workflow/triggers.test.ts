import { randomUUID } from "node:crypto";
import { AppError } from "@patchops/contract";
import { startMcpFixture, waitFor } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import { addConnection } from "../../connection/index.ts";
import type { Context } from "../../context.ts";
import { signedHeaders } from "../../sign-webhook.ts";
import { openLiveServices } from "../../testing/open-live-services.ts";
import { testMember, testPerson, testVisit } from "../../testing/people.ts";
import { offeredTools } from "../../tool/index.ts";
import { untilEnded } from "../test-ended.ts";
import {
  callWorkflowTool,
  deployWorkflow,
  getWorkflow,
  isWorkflowTool,
  listWorkflowRuns,
  noteUnreadHook,
  pauseWorkflow,
  publishWorkflow,
  receiveWorkflowHook,
  rotateWorkflowWebhook,
  runSchedules,
} from "./index.ts";

const { services, otherNode } = await openLiveServices();
const other = await otherNode();
const made: string[] = [];
let slow: Promise<void> | undefined;
const fixture = await startMcpFixture({
  tools: [
    {
      name: "put",
      call: async ({ n }) => {
        made.push(String(n));
        if (n === 11) await slow;
        return { content: [], structuredContent: { n: Number(n) } };
      },
    },
  ],
});
afterAll(() => fixture.close());

test("a schedule's times make one run each, whichever of two workers sees them; missed ones as it says; one that fails holds none up", async () => {
  const { context, organizationId } = await testPerson(services, "ada");
  await deployWorkflow(context, {
    name: "each",
    code: "return input.n",
    config: { schedules: [{ cron: "* * * * *", timeZone: "Europe/Berlin", missed: "all", input: { n: 1 } }] },
  });
  await deployWorkflow(context, {
    name: "newest",
    code: "return 1",
    config: { schedules: [{ cron: "*/5 * * * *", missed: "once" }] },
  });
  const { id: brokenId } = await deployWorkflow(context, {
    name: "broken",
    code: "return 1",
    config: { schedules: [{ cron: "* * * * *" }] },
  });
  const before = new Date(Math.floor(Date.now() / 60_000) * 60_000 - 21 * 60_000).toISOString();
  const longBefore = new Date(Date.parse(before) - 60_000).toISOString();
  await services.database.withOrganization(organizationId, async (trx) => {
    await trx.updateTable("workflowSchedules").set({ nextAt: before }).execute();
    await trx
      .updateTable("workflowSchedules")
      .set({ nextAt: longBefore })
      .where("workflowId", "=", brokenId ?? "")
      .execute();
    await trx
      .updateTable("workflowVersions")
      .set({ config: '{"schedules":1}' })
      .where("workflowId", "=", brokenId ?? "")
      .execute();
  });
  const workers = [runSchedules(services), runSchedules(other)];
  const nextTimes = () =>
    services.database.withOrganization(organizationId, (trx) =>
      trx.selectFrom("workflowSchedules").select(["workflowId", "nextAt"]).execute(),
    );
  await waitFor(async () =>
    (await nextTimes()).every(
      ({ workflowId, nextAt }) => workflowId === brokenId || Date.parse(nextAt) > Date.now(),
    ),
  );
  await Promise.all(workers.map((worker) => worker.stop()));
  const { runs } = await listWorkflowRuns(context, { name: "each", limit: 100 });
  const times = runs.map((run) => Date.parse(run.scheduledFor ?? "")).toSorted((a, b) => a - b);
  // One for each minute, as many as have passed by now.
  expect(times.length).toBeGreaterThanOrEqual(22);
  expect(times).toEqual(times.map((_, minute) => Date.parse(before) + minute * 60_000));
  expect((await listWorkflowRuns(context, { name: "newest" })).runs).toHaveLength(1);
  await waitFor(
    async () =>
      (await listWorkflowRuns(context, { limit: 100 })).runs.every((run) => run.finishedAt !== null),
    { timeoutMs: 30_000 },
  );
  await expect(
    deployWorkflow(context, { name: "bad", code: "1", config: { schedules: [{ cron: "61 * * * *" }] } }),
  ).rejects.toMatchObject({ code: "invalid_input" });
});

test("a webhook is called by its address and signature alone, once for an id, and answers its result where it is to", async () => {
  const owner = await testPerson(services, "bob");
  const { context } = owner;
  const { webhook: first } = await deployWorkflow(context, {
    name: "hooked",
    code: "return { total: input.a + Number(input.b) }",
    config: { webhook: { answer: "sync", input: { a: "body.order.a", b: "query.b" }, perMinute: 2 } },
  });
  // Its secret is seen when it is made, and never again.
  expect(first).toEqual({
    url: (await getWorkflow(context, { name: "hooked" })).webhookUrl,
    secret: expect.stringMatching(/^whsec_/),
  });
  expect((await publishWorkflow(context, { name: "hooked", version: 1 })).webhook).toBe(null);
  const { url, secret } = await rotateWorkflowWebhook(context, { name: "hooked" });
  expect(first?.url).not.toBe(url);
  expect((await getWorkflow(context, { name: "hooked" })).webhookUrl).toBe(url);
  const [organizationId = "", token = ""] = url.split("/").slice(-2);
  const body = JSON.stringify({ order: { a: 40 } });
  const call = (changes: { secret?: string; token?: string; id?: string } = {}) => {
    const message = {
      id: changes.id ?? randomUUID(),
      timestampSeconds: Math.floor(Date.now() / 1_000),
      body,
    };
    const headers = new Headers(signedHeaders(message, [changes.secret ?? secret]));
    const request = { organizationId, token: changes.token ?? token, headers, query: { b: "2" }, body };
    return receiveWorkflowHook(testVisit(services), request);
  };
  await expect(call({ token: "nobodys" })).rejects.toMatchObject({ code: "not_found" });
  await expect(call({ secret: `whsec_${Buffer.from("other").toString("base64")}` })).rejects.toMatchObject({
    code: "unauthenticated",
  });
  const called = await call({ id: "one" });
  expect(called).toMatchObject({ status: "succeeded", result: { total: 42 }, isOver: true });
  expect((await call({ id: "one" })).executionId).toBe(called.executionId);
  await expect(call()).rejects.toMatchObject({ code: "rate_limited" });
  // Whoever owns it sees why, also of what was not read; nobody else does.
  const hook = { organizationId, token };
  await noteUnreadHook(services, hook, new AppError("too_large", "More than may."));
  await noteUnreadHook(services, hook, new AppError("internal", "Ours alone."));
  await noteUnreadHook(services, { ...hook, token: "nobodys" }, new AppError("too_large", "More than may."));
  const refusals = async (asker: Context) =>
    (await getWorkflow(asker, { name: "hooked" })).webhookRefusals.map(({ reason }) => reason);
  expect(await refusals(context)).toEqual(["too_large", "rate_limited", "unauthenticated"]);
  const viewer = await testMember(services, owner, "vic", "viewer");
  expect(await refusals(viewer.context)).toEqual([]);
  // A flood is not written down whole.
  const flood = Array.from({ length: 30 }, () => call().catch(() => undefined));
  await Promise.all(flood);
  expect((await refusals(context)).length).toBe(10);
  await deployWorkflow(context, {
    name: "hooked",
    code: "return { body: input }",
    config: { webhook: { answer: "async", signed: false } },
  });
  const request = { organizationId, token, headers: new Headers(), query: {}, body };
  const answered = await receiveWorkflowHook(testVisit(services), request);
  expect(answered).toMatchObject({ status: "queued", isOver: false, result: undefined });
  const { executionId } = answered;
  const later = await untilEnded(context, executionId);
  expect(later).toMatchObject({ status: "succeeded", result: { body: { order: { a: 40 } } } });
  const twice = { ...request, headers: new Headers({ "webhook-id": "twice" }) };
  const atOnce = await Promise.all(
    Array.from({ length: 6 }, () => receiveWorkflowHook(testVisit(services), twice)),
  );
  expect(new Set(atOnce.map((run) => run.executionId)).size).toBe(1);
  await deployWorkflow(context, {
    name: "hooked",
    code: "declare const input: { limit?: number; isOpen: boolean; id: string; tag: number };\nreturn input",
    config: {
      webhook: {
        answer: "sync",
        signed: false,
        input: { limit: "query.limit", isOpen: "headers.x-open", id: "query.id", tag: "body.tag" },
      },
    },
  });
  const typed = (limit: string, tag: unknown) =>
    receiveWorkflowHook(testVisit(services), {
      ...request,
      ...{ query: { limit, id: "7" }, headers: new Headers({ "x-open": "false" }) },
      body: JSON.stringify({ tag }),
    });
  expect(await typed("5", 1)).toMatchObject({ result: { limit: 5, isOpen: false, id: "7", tag: 1 } });
  // What is no number, and JSON that says text where a number is due, is refused.
  for (const [limit, tag] of [
    ["", 1],
    ["many", 1],
    ["5", "1"],
  ] as const) {
    await expect(typed(limit, tag)).rejects.toMatchObject({ code: "invalid_input" });
  }
  // Strangers call it: they read no source, and hear no name.
  const anything = { webhook: { answer: "sync" as const, signed: false } };
  await deployWorkflow(context, { name: "hooked", code: 'throw new Error("no stock")', config: anything });
  const failed = await receiveWorkflowHook(testVisit(services), request);
  expect([failed.status, JSON.parse(JSON.stringify(failed.error))]).toEqual([
    "failed",
    { name: "Error", message: "no stock" },
  ]);
  await pauseWorkflow(context, { name: "hooked", isPaused: true });
  const whilePaused = await receiveWorkflowHook(testVisit(services), request).catch((error) => error);
  expect(whilePaused).toMatchObject({
    ...{ code: "conflict", message: "This webhook's workflow is paused.", details: undefined },
    next: "Its page says to its organization why.",
  });
  const nowhere = { ...request, organizationId: "-".repeat(36) };
  await expect(receiveWorkflowHook(testVisit(services), nowhere)).rejects.toMatchObject({
    code: "not_found",
  });
});

test("a published workflow is a tool: it is listed with its schemas, called, and none calls itself for ever", async () => {
  const { context } = await testPerson(services, "carol");
  const listed = async () => (await offeredTools(context)).map(({ name }) => name);
  expect(await listed()).toEqual([]);
  const code = "export default async (input: { n: number }) => ({ next: input.n + 1 });";
  await deployWorkflow(context, { name: "add-one", code, config: { tool: true, description: "Adds one." } });
  expect(await offeredTools(context)).toMatchObject([
    {
      name: "add-one",
      definition: {
        description: "Adds one.",
        inputSchema: { type: "object", required: ["n"] },
        outputSchema: { type: "object", properties: { next: { type: "number" } } },
      },
    },
  ]);
  const snapshot = await services.snapshots.get(context.actor.organizationId);
  const found = ["add-one", "other"].map((name) => isWorkflowTool(snapshot, context.actor, name));
  expect(found).toEqual([true, false]);
  const { signal } = new AbortController();
  const call = { name: "add-one", argumentsBytes: 2, meta: undefined, promptSessionId: undefined, signal };
  expect(await callWorkflowTool(context, { ...call, arguments: { n: 1 } })).toMatchObject({
    structuredContent: { next: 2 },
    content: [{ type: "text", text: '{"next":2}' }],
  });
  // Its result is of the type that the version which ran gives it, whatever was published meanwhile.
  await addConnection(context, { name: "shop", target: { kind: "http", url: fixture.url } });
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  slow = gate;
  made.length = 0;
  const versions = ["number", "string"].map((type) => ({
    name: "slow",
    code: `export default async (): Promise<{ n: ${type} }> => ({ n: (await tools.shop.put({ n: 11 }) as any).n });`,
    config: { tool: true },
  }));
  const [before, after] = versions;
  if (before === undefined || after === undefined) throw new Error("there are two");
  await deployWorkflow(context, before);
  const answered = callWorkflowTool(context, { ...call, name: "slow", arguments: {} });
  await waitFor(() => made.length === 1);
  await deployWorkflow(context, after);
  open();
  expect(await answered).toMatchObject({ structuredContent: { n: 11 } });
  expect(await callWorkflowTool(context, { ...call, name: "slow", arguments: {} })).toMatchObject({
    isError: true,
    content: [{ text: expect.stringContaining("not of the type") }],
  });
  await expect(callWorkflowTool(context, { ...call, arguments: { n: "x" } })).rejects.toMatchObject({
    code: "invalid_input",
  });
  await deployWorkflow(context, {
    name: "loop",
    code: 'return await workflows.run("loop")',
    config: { tool: true },
  });
  const looped = await callWorkflowTool(context, { ...call, name: "loop", arguments: {} });
  expect(looped).toMatchObject({ isError: true, content: [{ text: expect.stringContaining("deep") }] });
  expect((await listWorkflowRuns(context, { name: "loop" })).runs).toHaveLength(6);
});
