import { randomUUID } from "node:crypto";
import { startMcpFixture, waitFor } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import { liftAsOperator, suspendAsOperator } from "../../admin/index.ts";
import { addConnection } from "../../connection/index.ts";
import { freezeAsOperator, unfreezeAsOperator } from "../../freeze/index.ts";
import { removeMember } from "../../member/index.ts";
import { listNotifications } from "../../notification/index.ts";
import { createServiceAccount, removeServiceAccount } from "../../serviceaccount/index.ts";
import { openLiveServices } from "../../testing/open-live-services.ts";
import { withParts } from "../../testing/open-test-services.ts";
import { outboxOf } from "../../testing/outbox.ts";
import { asApiKey, auditActions, testMember, testPerson, testVisit } from "../../testing/people.ts";
import { cancelExecution, decideExecution, getExecution, interruptRuns, reapExecutions } from "../index.ts";
import { recoverRun } from "../recover.ts";
import { claimPausedRuns } from "../system/claim-paused-runs.ts";
import { untilEnded } from "../test-ended.ts";
import {
  deployWorkflow,
  getWorkflow,
  listWorkflowRuns,
  listWorkflows,
  pauseWorkflowRun,
  receiveWorkflowHook,
  removeWorkflow,
  runSchedules,
  runWorkflow,
} from "./index.ts";

const { services, otherNode } = await openLiveServices();
const other = await otherNode();
const made: string[] = [];
const { promise: gate, resolve: openGate } = Promise.withResolvers<void>();
let slow: Promise<void> | undefined;
const fixture = await startMcpFixture({
  tools: [
    {
      name: "put",
      call: async ({ n }) => {
        made.push(String(n));
        if (n === 2) await gate;
        if (n === 11) await slow;
        return { content: [], structuredContent: { n: Number(n) } };
      },
    },
  ],
});
afterAll(() => fixture.close());

test("a node that stops lets a run's call end and gives the run up; another goes on, and calls nothing again", async () => {
  const { context } = await testPerson(services, "dora");
  await addConnection(context, { name: "shop", target: { kind: "http", url: fixture.url } });
  made.length = 0;
  await deployWorkflow(context, {
    name: "steps",
    code: "for (let n = 1; n <= 4; n++) await tools.shop.put({ n }); return Math.random();",
  });
  const { executionId } = await runWorkflow(context, { name: "steps" });
  await waitFor(() => made.length === 2);
  const node = services.liveRuns.has(executionId) ? services : other;
  const stopped = interruptRuns(node);
  openGate();
  await stopped;
  const run = await untilEnded(context, executionId);
  expect(run).toMatchObject({ status: "succeeded" });
  expect(made).toEqual(["1", "2", "3", "4"]);
});

test("a run that somebody pauses lets its call end and makes no further one, wherever it is, until it may go on", async () => {
  const { context, organizationId } = await testPerson(services, "finn");
  await addConnection(context, { name: "shop", target: { kind: "http", url: fixture.url } });
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  slow = gate;
  made.length = 0;
  await deployWorkflow(context, {
    name: "steps",
    code: "for (let n = 11; n <= 13; n++) await tools.shop.put({ n }); return 'done';",
    config: { concurrency: { limit: 1 } },
  });
  const { executionId } = await runWorkflow(context, { name: "steps" });
  await waitFor(() => made.length === 1);
  // Whatever its row says of its time: its node tells that it works on it.
  const longAgo = new Date(Date.now() - 3_600_000).toISOString();
  await services.database.withOrganization(organizationId, (trx) =>
    trx.updateTable("executions").set({ resumeAt: longAgo }).execute(),
  );
  const shared = withParts(services, { settings: { ...services.settings, databaseKind: "external" } });
  expect(await reapExecutions(shared)).toBe(0);
  const pause = (isPaused: boolean) => pauseWorkflowRun(context, { executionId, isPaused });
  expect(await pause(true)).toEqual({ executionId, isPaused: true });
  await pause(true);
  // Its node hears of it by a notification, some ms later.
  await waitFor(() => [services, other].some((node) => node.liveRuns.get(executionId)?.isDraining));
  open();
  await waitFor(() => ![services, other].some((node) => node.liveRuns.has(executionId)));
  expect(await getExecution(context, { executionId })).toMatchObject({ status: "sleeping", toolCalls: 1 });
  expect((await listWorkflowRuns(context)).runs).toMatchObject([{ executionId, isPaused: true }]);
  // Nobody takes it, though its time has come, and though it is asked for.
  for (const node of [services, other]) {
    const { runs } = await claimPausedRuns(node.database, { nodeId: randomUUID(), free: 16, held: [] });
    expect(runs).toEqual([]);
  }
  // Its place is free meanwhile.
  const next = await runWorkflow(context, { name: "steps" });
  expect(await untilEnded(context, next.executionId)).toMatchObject({ status: "succeeded" });
  expect(made).toEqual(["11", "11", "12", "13"]);
  const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
  const later = await runWorkflow(context, { name: "steps", at: inAnHour });
  await pauseWorkflowRun(context, { executionId: later.executionId, isPaused: true });
  await services.database.withOrganization(organizationId, (trx) =>
    trx
      .updateTable("workflowRuns")
      .set({ dueAt: longAgo })
      .where("executionId", "=", later.executionId)
      .execute(),
  );
  await pause(false);
  const run = await untilEnded(context, executionId);
  expect(run).toMatchObject({ status: "succeeded", result: "done", toolCalls: 3 });
  expect(made.slice(4)).toEqual(["12", "13"]);
  expect(await getExecution(context, later)).toMatchObject({ status: "queued" });
  expect(await cancelExecution(context, later)).toMatchObject({ status: "cancelled" });
  await expect(pause(true)).rejects.toMatchObject({ code: "conflict" });
  await expect(
    pauseWorkflowRun(asApiKey(context, ["tools:read"]), { executionId, isPaused: true }),
  ).rejects.toMatchObject({ code: "insufficient_scope" });
  expect(await auditActions(services, organizationId)).toEqual(
    expect.arrayContaining(["workflow.pause_run", "workflow.resume_run"]),
  );
});

test("whoever a workflow runs for leaves: it is blocked and says so, owners are told by mail, and deploying it frees it", async () => {
  const owner = await testPerson(services, "frank");
  const { context, organizationId } = owner;
  const member = await testMember(services, owner, "gina", "member");
  const config = { schedules: [{ cron: "* * * * *", missed: "all" as const }] };
  await deployWorkflow(member.context, { name: "hers", code: "return 1", config });
  await services.database.transaction((trx) =>
    trx
      .updateTable("users")
      .set({ emailVerifiedAt: new Date().toISOString() })
      .where("id", "=", owner.userId)
      .execute(),
  );
  const soon = new Date(Date.now() + 1_000).toISOString();
  const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
  const promoted = await runWorkflow(context, { name: "hers", at: soon });
  await services.database.withOrganization(organizationId, (trx) =>
    trx.updateTable("members").set({ role: "admin" }).where("userId", "=", member.userId).execute(),
  );
  // Another role is no reason to end.
  expect(await untilEnded(context, promoted.executionId)).toMatchObject({ status: "succeeded" });
  const hanging = "await new Promise((resolve) => setTimeout(resolve, 100_000));";
  await deployWorkflow(member.context, {
    name: "long",
    code: hanging,
    config: { limits: { timeoutMs: 120_000 } },
  });
  const underway = await runWorkflow(context, { name: "long" });
  await waitFor(async () => (await getExecution(context, underway)).status === "running");
  const waiting = await runWorkflow(context, { name: "long", at: inAnHour });
  await removeMember(context, { userId: member.userId });
  const isDue = { dueAt: new Date().toISOString() };
  await services.database.withOrganization(organizationId, (trx) =>
    trx.updateTable("workflowRuns").set(isDue).where("executionId", "=", waiting.executionId).execute(),
  );
  for (const { executionId } of [underway, waiting]) {
    expect(await untilEnded(context, executionId)).toMatchObject({
      status: "interrupted",
      error: { code: "forbidden", message: expect.stringContaining("may not act here") },
    });
  }
  const dead = await listWorkflowRuns(context, { isDead: true });
  expect(dead.runs.map((run) => run.executionId).toSorted()).toEqual(
    [underway.executionId, waiting.executionId].toSorted(),
  );
  await removeWorkflow(context, { name: "long" });
  const blocked = (await listWorkflows(context)).find(({ name }) => name === "hers");
  expect(blocked).toMatchObject({ status: "blocked", reason: expect.stringContaining("gina") });
  const title = "2 workflows are blocked";
  const told = (await listNotifications(context)).notifications;
  expect(told).toContainEqual(expect.objectContaining({ kind: "workflow", title, path: "/workflows" }));
  // She does not read it any more.
  expect(told.filter((each) => each.title === "The workflow long failed")).toHaveLength(2);
  expect(await outboxOf(services, owner.email)).toContainEqual(expect.objectContaining({ subject: title }));
  const refused = { code: "forbidden", message: expect.stringContaining("blocked") };
  await expect(runWorkflow(context, { name: "hers" })).rejects.toMatchObject(refused);
  // Its times pass, and come again: nobody has to set them anew.
  const past = new Date(Date.now() - 60_000).toISOString();
  await services.database.withOrganization(organizationId, (trx) =>
    trx.updateTable("workflowSchedules").set({ nextAt: past }).execute(),
  );
  const worker = runSchedules(services);
  const next = () =>
    services.database.withOrganization(organizationId, (trx) =>
      trx.selectFrom("workflowSchedules").select("nextAt").executeTakeFirst(),
    );
  await waitFor(async () => Date.parse((await next())?.nextAt ?? "") > Date.now());
  await worker.stop();
  expect((await listWorkflowRuns(context, { name: "hers" })).runs).toMatchObject([
    { executionId: promoted.executionId },
  ]);
  expect(await deployWorkflow(context, { name: "hers", code: "return 1", config })).toMatchObject({
    version: 1,
    isPublished: true,
    changes: [{ field: "runsFor", before: member.userId, after: owner.userId }],
  });
  const { executionId } = await runWorkflow(context, { name: "hers" });
  expect(await untilEnded(context, executionId)).toMatchObject({ status: "succeeded", result: 1 });
});

test("whoever a workflow runs for is suspended: what is under way ends, what was queued too, and it runs again when that is lifted", async () => {
  const owner = await testPerson(services, "mia");
  const { context } = owner;
  const member = await testMember(services, owner, "nils", "member");
  await deployWorkflow(member.context, {
    name: "his",
    code: "await new Promise((resolve) => setTimeout(resolve, input?.waitMs ?? 0)); return 'done';",
    config: { limits: { timeoutMs: 120_000 } },
  });
  const underway = await runWorkflow(context, { name: "his", input: { waitMs: 100_000 } });
  await waitFor(async () => (await getExecution(context, underway)).status === "running");
  const soon = new Date(Date.now() + 1_000).toISOString();
  const queued = await runWorkflow(context, { name: "his", at: soon });
  await suspendAsOperator(services, { email: member.email, reason: "Mining" });
  for (const run of [underway, queued]) {
    expect(await untilEnded(context, run.executionId)).toMatchObject({
      status: "interrupted",
      error: { code: "forbidden", message: expect.stringContaining("may not act here") },
    });
  }
  expect(await listWorkflows(context)).toMatchObject([{ status: "blocked" }]);
  await expect(runWorkflow(context, { name: "his" })).rejects.toMatchObject({ code: "forbidden" });
  await liftAsOperator(services, { email: member.email });
  expect(await listWorkflows(context)).toMatchObject([{ status: "active" }]);
  const after = await runWorkflow(context, { name: "his" });
  expect(await untilEnded(context, after.executionId)).toMatchObject({ status: "succeeded", result: "done" });
});

test("a call that may not be made again is under way when its node dies: the run waits for a decision, and whoever it runs for is told", async () => {
  const { context, organizationId } = await testPerson(services, "kate");
  await addConnection(context, { name: "shop", target: { kind: "http", url: fixture.url } });
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  slow = gate;
  made.length = 0;
  await deployWorkflow(context, { name: "once", code: "return (await tools.shop.put({ n: 11 })).n" });
  const { executionId } = await runWorkflow(context, { name: "once" });
  await waitFor(() => made.length === 1);
  const live = services.liveRuns.get(executionId) ?? other.liveRuns.get(executionId);
  if (live === undefined) throw new Error("no node has it");
  // What this node would store counts no more.
  live.isLost = true;
  live.abort.abort();
  await live.finished;
  open();
  await recoverRun(services, { organizationId, executionId });
  // The other node looks for lost runs as well, and may be at it.
  await waitFor(async () => (await getExecution(context, { executionId })).status === "needs_decision");
  expect((await listNotifications(context)).notifications).toMatchObject([
    {
      kind: "workflow",
      title: "A run of once needs a decision",
      text: expect.stringContaining("tools.shop.put"),
      path: `/runs/${executionId}`,
    },
  ]);
  expect(await decideExecution(context, { executionId, decision: "give_up" })).toEqual({
    executionId,
    status: "interrupted",
  });
  expect((await listWorkflowRuns(context, { isDead: true })).runs).toMatchObject([{ executionId }]);
  await services.meter.flush();
  const rows = await services.database.withOrganization(organizationId, (trx) =>
    trx.selectFrom("usageEvents").select("outcome").where("kind", "=", "execution").execute(),
  );
  expect(rows).toEqual([{ outcome: "interrupted" }]);
});

test("a workflow runs for a service account, with no more than that one may; a changed account alone is deployed", async () => {
  const owner = await testPerson(services, "hugo");
  const { context } = owner;
  await addConnection(context, { name: "shop", target: { kind: "http", url: fixture.url } });
  const account = await createServiceAccount(context, {
    name: "Robot",
    role: "member",
    scopes: ["tools:read"],
  });
  const code = "return (await tools.shop.put({ n: 1 })).n";
  await deployWorkflow(context, { name: "robot", code });
  const deploy = { name: "robot", code, serviceAccountId: account.userId };
  const member = await testMember(services, owner, "ines", "admin");
  const asMember = { ...member.context, actor: { ...member.context.actor, role: "member" as const } };
  await expect(deployWorkflow(asMember, deploy)).rejects.toMatchObject({ code: "forbidden" });
  expect(await deployWorkflow(context, deploy)).toMatchObject({
    version: 1,
    changes: [{ field: "runsFor", after: account.userId }],
  });
  expect(await getWorkflow(context, { name: "robot" })).toMatchObject({
    actsAs: { id: account.userId, name: "Robot", isServiceAccount: true },
  });
  const { executionId } = await runWorkflow(context, { name: "robot" });
  expect(await untilEnded(context, executionId)).toMatchObject({
    status: "failed",
    user: { id: account.userId },
    error: { code: "forbidden" },
  });
  expect(await deployWorkflow(context, { name: "robot", code })).toMatchObject({
    version: null,
    changes: [],
  });
  const hook = { webhook: { signed: false } };
  const { webhook } = await deployWorkflow(context, { name: "robot", code, config: hook });
  const [organizationId = "", token = ""] = webhook?.url.split("/").slice(-2) ?? [];
  const request = { organizationId, token, headers: new Headers(), query: {}, body: "" };
  await freezeAsOperator(services, { organization: organizationId, reason: "Mining" });
  const whileFrozen = await receiveWorkflowHook(testVisit(services), request).catch((error) => error);
  expect(whileFrozen).toMatchObject({
    code: "organization_frozen",
    message: "This webhook's workflow is blocked.",
  });
  expect(whileFrozen.details).toBe(undefined);
  await unfreezeAsOperator(services, { organization: organizationId });
  await removeServiceAccount(context, { userId: account.userId });
  expect(await listWorkflows(context)).toMatchObject([
    { status: "blocked", reason: expect.stringContaining("Robot") },
  ]);
  // Strangers call it: they hear no name.
  await expect(receiveWorkflowHook(testVisit(services), request)).rejects.toMatchObject({
    code: "forbidden",
    message: "This webhook's workflow is blocked.",
  });
});
