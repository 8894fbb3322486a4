import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { type Database, DatabaseAway } from "@patchops/db";
import { startMcpFixture, waitFor } from "@patchops/testing";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { decideApproval, listApprovals } from "../../approval/index.ts";
import { addConnection } from "../../connection/index.ts";
import { listNotifications } from "../../notification/index.ts";
import { isSignedBy } from "../../sign-webhook.ts";
import { openLiveServices } from "../../testing/open-live-services.ts";
import { withParts } from "../../testing/open-test-services.ts";
import { asApiKey, auditActions, testMember, testPerson } from "../../testing/people.ts";
import { rotateWebhookSecret } from "../../webhook/index.ts";
import { cancelExecution, deliverWebhook, getExecution } from "../index.ts";
import { nodeIdOf } from "../node-id-of.ts";
import { recoverRun } from "../recover.ts";
import { resumeRun } from "../resume.ts";
import { untilEnded } from "../test-ended.ts";
import {
  deployWorkflow,
  diffWorkflow,
  dismissWorkflowRun,
  getWorkflow,
  isWorkflowTool,
  listWorkflowRuns,
  listWorkflows,
  listWorkflowVersions,
  pauseWorkflow,
  publishWorkflow,
  removeWorkflow,
  rerunWorkflow,
  runWorkflow,
} from "./index.ts";

const { services, sentJobs } = await openLiveServices({ pauseAfterMs: 50 });
const made: string[] = [];
/** By which the upstream may tell two calls from one that was sent twice. */
const keys = () =>
  fixture.requests
    .filter(({ method }) => method === "tools/call")
    .map(
      ({ params }) => (params?._meta as Record<string, unknown> | undefined)?.["patchops/idempotency-key"],
    );
/** The call that says no, once. */
let failing: string | null = null;
/** What happens while that call is under way. */
let meanwhile: () => Promise<unknown> = () => Promise.resolve();
const fixture = await startMcpFixture({
  tools: ["get", "put"].map((name) => ({
    name,
    ...(name === "get" ? { annotations: { readOnlyHint: true } } : {}),
    call: async ({ n }: Record<string, unknown>) => {
      made.push(`${name} ${String(n)}`);
      if (failing === `${name} ${String(n)}`) {
        failing = null;
        await meanwhile();
        return { isError: true, content: [{ type: "text", text: "not now" }] };
      }
      return { content: [], structuredContent: { n: Number(n) } };
    },
  })),
});
afterAll(() => fixture.close());

async function organization(name: string) {
  const owner = await testPerson(services, name);
  await addConnection(owner.context, { name: "shop", target: { kind: "http", url: fixture.url } });
  made.length = 0;
  fixture.requests.length = 0;
  return owner;
}

test("a workflow is deployed in versions, run with an input of its type, rolled back, and removed", async () => {
  const owner = await organization("ada");
  const { context, organizationId } = owner;
  const code = "declare const input: { n: number }; return (await tools.shop.get(input)).n + 1;";
  const dry = await deployWorkflow(context, { name: "plus", code, dryRun: true });
  expect(dry).toMatchObject({
    ...{ id: null, version: null, previous: null, diagnostics: [] },
    // Of a first version what is set in it, and nothing of what is as it is without.
    changes: [{ field: "program", before: null, after: code }],
  });
  expect(await listWorkflows(context)).toEqual([]);
  const first = await deployWorkflow(context, { name: "plus", code, notes: "the first" });
  expect(first).toMatchObject({
    version: 1,
    isPublished: true,
    inputSchema: { type: "object", properties: { n: { type: "number" } }, required: ["n"] },
  });
  expect(await deployWorkflow(context, { name: "plus", code })).toMatchObject({ version: null, changes: [] });
  await expect(runWorkflow(context, { name: "plus", input: { n: "x" } })).rejects.toMatchObject({
    code: "invalid_input",
    details: { field: "input.n" },
  });
  const { executionId } = await runWorkflow(context, {
    name: "plus",
    input: { n: 4 },
    idempotencyKey: "one",
  });
  expect(await runWorkflow(context, { name: "plus", input: { n: 4 }, idempotencyKey: "one" })).toEqual({
    executionId,
    isNew: false,
  });
  expect(await untilEnded(context, executionId)).toMatchObject({
    status: "succeeded",
    result: 5,
    via: "workflow",
  });
  expect(keys()[0]).toMatch(/^[\w-]{43}$/);
  await deployWorkflow(context, { name: "plus", code: `${code} // two`, publish: false });
  expect(await getWorkflow(context, { name: "plus" })).toMatchObject({
    latestVersion: 2,
    publishedVersion: 1,
    draftVersion: 2,
    status: "active",
    lastRuns: [{ executionId, status: "succeeded" }],
  });
  const held = { ...context, actor: { ...context.actor, profile: "reports" } };
  for (const reach of [
    () => publishWorkflow(held, { name: "plus", version: 2 }),
    () => rerunWorkflow(held, { executionId }),
    () => runWorkflow(held, { name: "plus", input: { n: 4 } }),
  ]) {
    await expect(reach()).rejects.toMatchObject({ code: "forbidden", next: "Set profile: reports" });
  }
  await publishWorkflow(context, { name: "plus", version: 2 });
  await publishWorkflow(context, { name: "plus", version: 1 });
  // What ran before is no draft, though it is newer than what runs.
  expect(await getWorkflow(context, { name: "plus" })).toMatchObject({
    latestVersion: 2,
    draftVersion: null,
  });
  expect((await listWorkflowVersions(context, { name: "plus" })).map((each) => each.isPublished)).toEqual([
    false,
    true,
  ]);
  expect(await diffWorkflow(context, { name: "plus", from: 1, to: 2 })).toMatchObject([{ field: "program" }]);
  await services.meter.flush();
  const rows = await services.database.withOrganization(organizationId, (trx) =>
    trx
      .selectFrom("usageEvents")
      .select(["kind", "via"])
      .where("kind", "<>", "session")
      .orderBy("id")
      .execute(),
  );
  expect(rows).toEqual([
    { kind: "execution", via: "workflow" },
    { kind: "call", via: "workflow" },
  ]);
  const member = await testMember(services, owner, "bob", "member");
  await expect(deployWorkflow(member.context, { name: "plus", code: "return 1" })).rejects.toMatchObject({
    code: "forbidden",
  });
  await expect(removeWorkflow(member.context, { name: "plus" })).rejects.toMatchObject({ code: "forbidden" });
  await expect(
    runWorkflow(asApiKey(context, ["tools:read"]), { name: "plus", input: { n: 1 } }),
  ).rejects.toMatchObject({ code: "insufficient_scope" });
  // What cannot be read takes no one's place: it is kept as a draft alone.
  const unreadable = { code: "invalid_input", details: { field: "code", line: 2 } };
  const broken = { name: "plus", code: "const n = 1;\nretur n;" };
  await expect(deployWorkflow(context, broken)).rejects.toMatchObject(unreadable);
  await deployWorkflow(context, { ...broken, publish: false });
  await expect(publishWorkflow(context, { name: "plus", version: 3 })).rejects.toMatchObject(unreadable);
  expect(await getWorkflow(context, { name: "plus" })).toMatchObject({
    publishedVersion: 1,
    draftVersion: 3,
  });
  // What a person has paused stays so, whatever is published, and says it.
  await pauseWorkflow(context, { name: "plus", isPaused: true });
  expect(await publishWorkflow(context, { name: "plus", version: 2 })).toMatchObject({
    ...{ isPaused: true, endedPause: null },
  });
  const schedules = [{ cron: "* * * * *" }];
  const paused = await deployWorkflow(context, { name: "plus", code, config: { schedules } });
  expect(paused).toMatchObject({ version: 4, isPaused: true, nextRuns: [] });
  expect(paused.previous).toEqual({
    ...{ latestVersion: 3, publishedVersion: 2, madeAt: expect.any(String) },
    madeBy: { id: owner.userId, name: "ada", email: owner.email },
  });
  expect(await getWorkflow(context, { name: "plus" })).toMatchObject({ status: "paused", nextRunAt: null });
  // Of two who change it, who comes second hears of the first, and writes nothing over unseen.
  const seen = { latestVersion: 3, publishedVersion: 2 };
  const unseen = { code: "conflict", message: "ada made version 4 meanwhile." };
  const late = { name: "plus", code: `${code} // late`, expected: seen };
  await expect(deployWorkflow(context, late)).rejects.toMatchObject({
    ...unseen,
    details: { latestVersion: 4, publishedVersion: 4 },
  });
  await expect(
    publishWorkflow(context, {
      name: "plus",
      version: 1,
      expected: { latestVersion: 4, publishedVersion: 2 },
    }),
  ).rejects.toMatchObject({ code: "conflict", message: "Version 4 was published meanwhile." });
  expect(
    await deployWorkflow(context, { ...late, expected: { latestVersion: 4, publishedVersion: 4 } }),
  ).toMatchObject({ version: 5 });
  await removeWorkflow(context, { name: "plus" });
  expect(await getExecution(context, { executionId })).toMatchObject({ status: "succeeded" });
  for (const fromStep of [undefined, "any"]) {
    await expect(rerunWorkflow(context, { executionId, fromStep })).rejects.toMatchObject({
      code: "conflict",
      message: "The workflow plus was removed: its runs are not run again.",
    });
  }
  expect(
    (await auditActions(services, organizationId)).filter((each) => each.startsWith("workflow.")),
  ).toEqual([
    "workflow.publish",
    "workflow.run",
    "workflow.deploy",
    "workflow.publish",
    "workflow.publish",
    "workflow.deploy",
    ...["workflow.pause", "workflow.publish", "workflow.publish", "workflow.publish"],
    "workflow.remove",
  ]);
});

test("a run sleeps and asks without a process, calls another workflow, and goes on where it was", async () => {
  const { context } = await organization("carol");
  await deployWorkflow(context, {
    name: "child",
    code: 'await sleep("200ms"); return { twice: input.n * 2 };',
  });
  await deployWorkflow(context, {
    name: "long",
    code: `
      const first = await step("read", () => tools.shop.get({ n: 1 }));
      await sleep(1_500);
      const { twice } = await workflows.run("child", first);
      const { approvedBy } = await waitForApproval("Send " + twice + "?", { details: { twice } });
      await step("write", () => tools.shop.put({ n: twice }));
      return { twice, approvedBy };`,
  });
  const { executionId } = await runWorkflow(context, { name: "long" });
  await waitFor(async () => (await getExecution(context, { executionId })).status === "sleeping");
  await waitFor(() => !services.liveRuns.has(executionId));
  const [question] = await waitFor(
    async () => {
      const open = await listApprovals(context, { isPending: true });
      return open.length > 0 ? open : undefined;
    },
    { timeoutMs: 15_000 },
  );
  expect(question).toMatchObject({
    ...{ question: "Send 2?", arguments: { twice: 2 }, executionId, workflow: "long", tool: "" },
  });
  await waitFor(() => !services.liveRuns.has(executionId));
  await decideApproval(context, { id: question?.id ?? "", decision: "approve" });
  expect(await untilEnded(context, executionId)).toMatchObject({
    status: "succeeded",
    result: { twice: 2, approvedBy: "carol@example.com" },
    steps: [
      { number: 1, name: "read", state: "done" },
      { number: 2, name: "write", state: "done" },
    ],
  });
  expect(made).toEqual(["get 1", "put 2"]);
  const { runs } = await listWorkflowRuns(context);
  expect(runs.map(({ workflow, trigger, parentId }) => [workflow, trigger, parentId])).toEqual([
    ["child", "code", executionId],
    ["long", "manual", null],
  ]);
  expect((await listWorkflowRuns(context, { executionId })).runs).toEqual(runs.slice(1));
});

test("a failed run is tried again from the step that failed, then is among the dead until it is run again", async () => {
  const { context, organizationId } = await organization("dora");
  const code = `
    await step("one", () => tools.shop.put({ n: 1 }));
    await step("two", () => tools.shop.put({ n: 2 }));
    return "done";`;
  await deployWorkflow(context, {
    name: "shaky",
    code,
    config: { retries: { run: { attempts: 2, backoffMs: 10 } } },
  });
  failing = "put 2";
  const { executionId } = await runWorkflow(context, { name: "shaky" });
  await untilEnded(context, executionId);
  const last = await waitFor(async () => {
    const [run] = (await listWorkflowRuns(context, { name: "shaky" })).runs;
    return run?.finishedAt && run.attempt === 2 ? run : undefined;
  });
  expect(last).toMatchObject({ status: "succeeded", rootId: executionId });
  const { runs: attempts } = await listWorkflowRuns(context, { attemptsOf: last.executionId });
  expect(attempts.map((run) => run.attempt)).toEqual([2, 1]);
  expect((await getExecution(context, last)).steps).toMatchObject([
    { name: "one", state: "done", from: { executionId, attempt: 1 } },
    { name: "two", state: "done", attempt: 1 },
  ]);
  await expect(dismissWorkflowRun(context, { executionId, isUndone: true })).rejects.toMatchObject({
    code: "not_found",
  });
  expect(made).toEqual(["put 1", "put 2", "put 2"]);
  // Each attempt's calls are its own; all that may not be made twice was not.
  expect(new Set(keys()).size).toBe(keys().length);
  // A step of an earlier attempt is one of the run as well.
  for (const [fromStep, calls, steps] of [
    ["two", ["put 2"], [{ from: { executionId, attempt: 1 } }, { name: "two" }]],
    ["one", ["put 1", "put 2"], [{ name: "one" }, { name: "two" }]],
  ] as const) {
    made.length = 0;
    const rerun = await rerunWorkflow(context, { executionId: last.executionId, fromStep });
    const run = await untilEnded(context, rerun.executionId);
    expect(run).toMatchObject({ status: "succeeded", steps });
    expect(run.steps.filter(({ from }) => from !== undefined)).toHaveLength(2 - calls.length);
    expect(made).toEqual(calls);
  }

  await deployWorkflow(context, {
    name: "broken",
    code: 'await step("a", () => tools.shop.put({ n: 7 }));\nthrow new Error("no")',
  });
  const broken = await runWorkflow(context, { name: "broken" });
  expect(await untilEnded(context, broken.executionId)).toMatchObject({
    status: "failed",
    error: { message: "no", line: 2 },
  });
  expect((await listWorkflowRuns(context, { isDead: true })).runs).toMatchObject([
    { executionId: broken.executionId, error: { line: 2 } },
  ]);
  const again = await rerunWorkflow(context, { executionId: broken.executionId });
  await untilEnded(context, again.executionId);
  const from = await rerunWorkflow(context, { executionId: broken.executionId, fromStep: "a" });
  await untilEnded(context, from.executionId);
  expect(made.filter((each) => each === "put 7")).toHaveLength(3);
  await dismissWorkflowRun(context, { executionId: again.executionId });
  expect((await listWorkflowRuns(context, { isDead: true })).runs.map((run) => run.executionId)).toEqual([
    from.executionId,
  ]);
  await dismissWorkflowRun(context, { executionId: again.executionId, isUndone: true });
  expect((await listWorkflowRuns(context, { isDead: true })).runs).toHaveLength(2);
  expect((await auditActions(services, organizationId)).slice(-2)).toEqual([
    "workflow.dismiss",
    "workflow.undo_dismiss",
  ]);
  await expect(
    rerunWorkflow(context, { executionId: again.executionId, fromStep: "b" }),
  ).rejects.toMatchObject({
    code: "not_found",
  });
});

test("a further attempt, and a run made again, is given what the first one was; in a frozen organization it waits for the end of that", async () => {
  const { context, organizationId } = await organization("nora");
  await deployWorkflow(context, {
    name: "exact",
    code: "await tools.shop.put({ n: 8 }); return typeof input + String(input);",
    config: { retries: { run: { attempts: 2, backoffMs: 1 } } },
  });
  const freeze = (frozenAt: string | null) =>
    services.database.system
      .updateTable("organizations")
      .set({ frozenAt })
      .where("id", "=", organizationId)
      .execute();
  failing = "put 8";
  meanwhile = () => freeze(new Date().toISOString());
  const { executionId } = await runWorkflow(context, { name: "exact", input: null });
  await untilEnded(context, executionId);
  meanwhile = () => Promise.resolve();
  const [second] = (await listWorkflowRuns(context, { attemptsOf: executionId })).runs;
  expect(second).toMatchObject({ attempt: 2, status: "queued", isDead: false });
  await freeze(null);
  expect(await untilEnded(context, second?.executionId ?? "")).toMatchObject({ result: "objectnull" });
  for (const [of, result] of [
    [second?.executionId, "objectnull"],
    [(await runWorkflow(context, { name: "exact" })).executionId, "undefinedundefined"],
  ] as const) {
    await untilEnded(context, of ?? "");
    const again = await rerunWorkflow(context, { executionId: of ?? "" });
    expect(await untilEnded(context, again.executionId)).toMatchObject({ result });
  }
});

test("no more runs at once than its settings say; a queued one can be cancelled, and a paused workflow has no triggers", async () => {
  const { context } = await organization("eve");
  await deployWorkflow(context, {
    name: "one-by-one",
    code: "await sleep(300); return (await tools.shop.put({ n: input.n })).n;",
    config: { concurrency: { limit: 1, key: "customer" } },
  });
  const run = (n: number, customer: string) =>
    runWorkflow(context, { name: "one-by-one", input: { n, customer } });
  const [a, b, other] = [await run(1, "x"), await run(2, "x"), await run(3, "y")];
  await untilEnded(context, other.executionId);
  const second = await getExecution(context, { executionId: b.executionId });
  const first = await untilEnded(context, a.executionId);
  expect(second.status === "queued" || first.finishedAt !== null).toBe(true);
  await untilEnded(context, b.executionId);
  expect(made.indexOf("put 1")).toBeLessThan(made.indexOf("put 2"));
  const later = await runWorkflow(context, {
    name: "one-by-one",
    input: {},
    at: new Date(Date.now() + 3_600_000).toISOString(),
  });
  expect(await cancelExecution(context, later)).toMatchObject({ status: "cancelled" });
  await pauseWorkflow(context, { name: "one-by-one", isPaused: true });
  expect(await listWorkflows(context)).toMatchObject([{ status: "paused" }]);
});

test("a run that a node takes while the database goes away is no failure: it waits for the next one", async () => {
  const { context, organizationId } = await testPerson(services, "lena");
  await deployWorkflow(context, { name: "rests", code: 'await sleep("1h"); return 1' });
  const { executionId } = await runWorkflow(context, { name: "rests" });
  const row = () =>
    services.database.withOrganization(organizationId, (trx) =>
      trx.selectFrom("executions").select(["pausedAt", "status"]).executeTakeFirstOrThrow(),
    );
  const isPaused = async () => {
    const { status, pausedAt } = await row();
    return status === "sleeping" ? (pausedAt ?? undefined) : undefined;
  };
  const pausedAt = await waitFor(isPaused);
  const run = { organizationId, executionId, pausedAt };
  /** The database fails one transaction of it. */
  const failing = (nth: number) => {
    let count = 0;
    const database: Database = {
      ...services.database,
      withOrganization(id, work) {
        count += 1;
        if (count === nth) return Promise.reject(new DatabaseAway(new Error("cut")));
        return services.database.withOrganization(id, work);
      },
    };
    return withParts(services, { database });
  };
  const take = () =>
    services.database.withOrganization(organizationId, (trx) =>
      trx.updateTable("executions").set({ pausedAt: null }).execute(),
    );
  await take();
  await expect(resumeRun(failing(1), run)).rejects.toMatchObject({ code: "unavailable" });
  expect(await isPaused()).toBeDefined();
  await take();
  // After what it had asked, its log is read.
  await expect(recoverRun(failing(2), run)).rejects.toMatchObject({ code: "unavailable" });
  expect(await row()).toEqual({ status: "sleeping", pausedAt: null });
  // Its node died when its log knew that it had begun, and its row did not yet.
  await services.database.withOrganization(organizationId, (trx) =>
    trx.updateTable("executions").set({ status: "queued" }).execute(),
  );
  await recoverRun(services, run);
  expect(await waitFor(isPaused, { timeoutMs: 20_000 })).toBeDefined();
  await cancelExecution(context, { executionId });
});

test("a call that waits for our own database is one call, with one row", async () => {
  const { context, organizationId } = await organization("mona");
  await deployWorkflow(context, { name: "waits", code: "return (await tools.shop.get({ n: 3 })).n" });
  const { executionId } = await runWorkflow(context, {
    name: "waits",
    at: new Date(Date.now() + 3_600_000).toISOString(),
  });
  // The node that takes it is this test.
  await services.database.withOrganization(organizationId, async (trx) => {
    await trx
      .updateTable("workflowRuns")
      .set({ state: "active", nodeId: nodeIdOf(services) })
      .execute();
    await trx.updateTable("executions").set({ pausedAt: null }).execute();
  });
  let cuts = 0;
  const get: typeof services.snapshots.get = (id) => {
    if (services.liveRuns.get(executionId)?.status !== "running" || cuts === 2)
      return services.snapshots.get(id);
    cuts += 1;
    return Promise.reject(new DatabaseAway(new Error("cut")));
  };
  const away = withParts(services, { snapshots: { ...services.snapshots, get } });
  await resumeRun(away, { organizationId, executionId, pausedAt: new Date().toISOString() });
  const { status, result, calls } = await getExecution(context, { executionId });
  expect([status, result, calls.length, cuts]).toEqual(["succeeded", 3, 1, 2]);
  await services.meter.flush();
  const rows = await services.database.withOrganization(organizationId, (trx) =>
    trx.selectFrom("usageEvents").select("outcome").where("kind", "=", "call").execute(),
  );
  expect(rows).toEqual([{ outcome: "ok" }]);
});

test("a call that may be made again is, as often as its settings say; failures in a row are posted and pause it", async () => {
  const { context } = await organization("jane");
  const posted: { body: string; isSigned: boolean }[] = [];
  const { secret } = await rotateWebhookSecret(context);
  const receiver = createServer(async (request, response) => {
    const body = await text(request);
    const headers = new Headers(Object.entries(request.headers).map(([key, value]) => [key, String(value)]));
    posted.push({ body, isSigned: isSignedBy(secret, headers, body) });
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void receiver.close());
  const webhook = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/failed`;
  const retries = { call: { attempts: 3, backoffMs: 1 } };
  await deployWorkflow(context, {
    name: "calls",
    code: "return (await tools.shop.get({ n: 1 })).n",
    config: { retries },
  });
  failing = "get 1";
  const retried = await runWorkflow(context, { name: "calls" });
  expect(await untilEnded(context, retried.executionId)).toMatchObject({ status: "succeeded", toolCalls: 1 });
  expect(made).toEqual(["get 1", "get 1"]);
  expect(new Set(keys()).size).toBe(1);
  // A second one of those might be a second one.
  await deployWorkflow(context, {
    name: "puts",
    code: "await tools.shop.put({ n: 2 })",
    config: { retries },
  });
  failing = "put 2";
  const unsafe = await runWorkflow(context, { name: "puts" });
  expect(await untilEnded(context, unsafe.executionId)).toMatchObject({ status: "failed" });
  expect(made.filter((each) => each === "put 2")).toHaveLength(1);

  const config = { tool: true, onFailure: { webhook, pauseAfter: 2 } };
  await deployWorkflow(context, { name: "fails", code: 'throw new Error("no stock")', config });
  for (const status of ["active", "paused"]) {
    const { executionId } = await runWorkflow(context, { name: "fails" });
    await untilEnded(context, executionId);
    expect(await getWorkflow(context, { name: "fails" })).toMatchObject({ status });
  }
  expect((await getWorkflow(context, { name: "fails" })).reason).toBe("2 runs in a row failed.");
  const snapshot = () => services.snapshots.get(context.actor.organizationId);
  await waitFor(async () => !isWorkflowTool(await snapshot(), context.actor, "fails"));
  for (const job of sentJobs) if (job.name === "run-webhook") await deliverWebhook(services, job.data);
  expect(posted.map(({ isSigned }) => isSigned)).toEqual([true, true]);
  expect(JSON.parse(posted[0]?.body ?? "")).toMatchObject({
    type: "execution.finished",
    data: {
      ...{ status: "failed", error: { message: "no stock", line: 1 }, snippet: "fails" },
      workflow: { name: "fails", version: 1, trigger: "manual", attempt: 1, scheduledFor: null },
    },
  });
  expect((await listNotifications(context)).notifications[0]).toMatchObject({
    kind: "workflow",
    title: "The workflow fails failed",
    text: "no stock (line 1) It is paused now.",
    path: expect.stringMatching(/^\/runs\/[\da-f-]{36}$/),
  });
  // What its failures have paused goes on with a version that is to mend them.
  expect(await deployWorkflow(context, { name: "fails", code: "return 1", config })).toMatchObject({
    ...{ isPaused: false, endedPause: "2 runs in a row failed." },
  });
  expect(await getWorkflow(context, { name: "fails" })).toMatchObject({ status: "active" });
});
