import { startMcpFixture, waitFor } from "@patchops/testing";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { decideApproval, listApprovals } from "../approval/index.ts";
import { addConnection } from "../connection/index.ts";
import type { Context } from "../context.ts";
import { setPolicy } from "../policy/index.ts";
import { dropOldRecords } from "../retention/index.ts";
import { collect } from "../testing/collect.ts";
import { openLiveServices } from "../testing/open-live-services.ts";
import { withParts } from "../testing/open-test-services.ts";
import { asApiKey, auditActions, testMember, testPerson } from "../testing/people.ts";
import {
  cancelExecution,
  executionEvents,
  getExecution,
  getRunRetention,
  reapExecutions,
  replayExecution,
  setRunRetention,
  startExecution,
} from "./index.ts";
import { readLog } from "./log/read-log.ts";
import { untilEnded } from "./test-ended.ts";

const { services, otherNode } = await openLiveServices({ pauseAfterMs: 50 });
const other = await otherNode();
const made: string[] = [];
/** Calls are answered when it resolves. */
let gate = Promise.resolve();
const fixture = await startMcpFixture({
  tools: ["get", "mail"].map((name) => ({
    name,
    call: async ({ n }: Record<string, unknown>) => {
      made.push(`${name} ${String(n)}`);
      await gate;
      return { content: [], structuredContent: { n: Number(n) } };
    },
  })),
});
afterAll(() => fixture.close());

async function organization(name: string) {
  const owner = await testPerson(services, name);
  await addConnection(owner.context, { name: "shop", target: { kind: "http", url: fixture.url } });
  await setPolicy(owner.context, { action: "ask", tool: "shop_mail" });
  made.length = 0;
  return owner.context;
}

const code = `
  console.log("one");
  const { n } = await tools.shop.get({ n: 1 });
  const id = crypto.randomUUID();
  console.log("two", id);
  const mails = await Promise.all([tools.shop.mail({ n: n + 1 }), tools.shop.mail({ n: n + 2 })]);
  console.log("three", id);
  return { id, mails };`;

const rowOf = (context: Context, executionId: string) =>
  services.database.withOrganization(context.actor.organizationId, (trx) =>
    trx.selectFrom("executions").selectAll().where("id", "=", executionId).executeTakeFirstOrThrow(),
  );

/** Started and left to wait until it has given its process up. */
async function paused(context: Context) {
  const { executionId, finished } = await startExecution(context, { code });
  await finished;
  const row = await rowOf(context, executionId);
  expect(row).toMatchObject({ status: "awaiting_approval", finishedAt: null });
  expect(row.pausedAt).not.toBeNull();
  expect(services.liveRuns.size).toBe(0);
  expect(services.sandbox.stats().running).toBe(0);
  return executionId;
}

async function approveAll(context: Context) {
  for (const { id } of await listApprovals(context, { isPending: true })) {
    await decideApproval(context, { id, decision: "approve" });
  }
}

test("a run that waits for long gives its process up, and goes on where it was when somebody has answered", async () => {
  const context = await organization("ada");
  const { organizationId } = context.actor;
  const executionId = await paused(context);
  const events = collect(executionEvents(context, { executionId }, new AbortController().signal));
  expect(await getExecution(context, { executionId })).toMatchObject({
    status: "awaiting_approval",
    toolCalls: 3,
  });
  // One answer: the run goes on, and waits for the other.
  const [first] = await listApprovals(context, { isPending: true });
  await decideApproval(context, { id: first?.id ?? "", decision: "approve" });
  await waitFor(() => made.length === 2);
  await approveAll(context);
  const execution = await untilEnded(context, executionId);
  expect(execution).toMatchObject({
    status: "succeeded",
    result: { mails: [{ n: 2 }, { n: 3 }] },
    toolCalls: 3,
    waitsFor: [],
    approvals: [],
  });
  const { id } = execution.result as { id: string };
  expect(execution.logs.map(({ text }) => text)).toEqual(["one", `two ${id}`, `three ${id}`]);
  expect(execution.calls.map(({ state }) => state)).toEqual(["ok", "ok", "ok"]);
  expect(made.toSorted()).toEqual(["get 1", "mail 2", "mail 3"]);
  // Whoever followed it saw all of it, in order.
  const seen = await events;
  expect(seen.map(({ sequence }) => sequence)).toEqual(seen.map((_, index) => index + 1));
  expect(seen.at(-1)).toMatchObject({ type: "state", status: "succeeded" });
  // One row for the run and one for each call, whatever came in between.
  await Promise.all([services.meter.flush(), other.meter.flush()]);
  const rows = await services.database.withOrganization(organizationId, (trx) =>
    trx
      .selectFrom("usageEvents")
      .select(["kind", "outcome", "units"])
      .where("kind", "<>", "session")
      .orderBy("id")
      .execute(),
  );
  expect(rows.map(({ kind, outcome, units }) => `${kind} ${outcome} ${units}`)).toEqual([
    "execution ok 1",
    "call ok 1",
    "call ok 1",
    "call ok 1",
  ]);
});

test("a run is replayed against its log: no call goes out, nothing is charged, and its end is the same", async () => {
  const context = await organization("bob");
  const answered = Promise.withResolvers<void>();
  gate = answered.promise;
  onTestFinished(() => answered.resolve());
  const { executionId, finished } = await startExecution(context, {
    code: `console.log(Date.now()); const a = await tools.shop.get({ n: 7 }); throw new Error("at " + a.n + input + Math.random())`,
    input: null,
  });
  await expect(replayExecution(context, { executionId })).rejects.toMatchObject({ code: "conflict" });
  answered.resolve();
  await finished;
  const run = await getExecution(context, { executionId });
  const replay = await replayExecution(context, { executionId });
  expect(replay).toMatchObject({
    executionId,
    isReplay: true,
    status: "failed",
    isSame: true,
    error: run.error,
  });
  expect(replay.logs.map(({ text }) => text)).toEqual(run.logs.map(({ text }) => text));
  expect(made).toEqual(["get 7"]);
  await services.meter.flush();
  const { organizationId } = context.actor;
  const rows = await services.database.withOrganization(organizationId, (trx) =>
    trx.selectFrom("usageEvents").select("kind").where("kind", "<>", "session").execute(),
  );
  expect(rows).toHaveLength(2);
  expect(await auditActions(services, organizationId)).toContain("execution.replay");
  const stranger = await organization("eve");
  await expect(replayExecution(stranger, { executionId })).rejects.toMatchObject({ code: "not_found" });
});

test("no log is kept where the organization keeps none, and what is kept is sealed", async () => {
  const context = await organization("cat");
  const { organizationId } = context.actor;
  const logOf = (executionId: string) =>
    services.database.withOrganization(organizationId, (trx) =>
      trx.selectFrom("executionLog").select("sealed").where("executionId", "=", executionId).execute(),
    );
  const program = 'return await tools.shop.get({ n: 1, secret: "hunter2" })';
  const one = await startExecution(context, { code: program });
  await one.finished;
  const [part] = await logOf(one.executionId);
  expect(part?.sealed).not.toContain("hunter2");
  await setRunRetention(context, { runLogDays: 0 });
  const two = await startExecution(context, { code: program });
  await two.finished;
  expect(await logOf(two.executionId)).toEqual([]);
  await expect(replayExecution(context, two)).rejects.toMatchObject({ code: "not_found" });
});

test("owners and admins set how long logs are kept, for runs that have ended as well; the runs stay", async () => {
  const owner = await testPerson(services, "fay");
  const { context, organizationId } = owner;
  expect(await getRunRetention(context)).toEqual({ runLogDays: 30, runDays: 90 });
  const ended = async (daysAgo: number) => {
    const { executionId, finished } = await startExecution(context, { code: "return 1" });
    await finished;
    const finishedAt = new Date(Date.now() - daysAgo * 86_400_000).toISOString();
    await services.database.withOrganization(organizationId, (trx) =>
      trx.updateTable("executions").set({ finishedAt }).where("id", "=", executionId).execute(),
    );
    return { executionId };
  };
  const runs = [await ended(0.1), await ended(6.9), await ended(7.1), await ended(29)];
  const replayed = () =>
    Promise.all(
      runs.map((run) =>
        replayExecution(context, run).then(
          () => true,
          () => false,
        ),
      ),
    );
  await dropOldRecords(services);
  expect(await replayed()).toEqual([true, true, true, true]);
  const member = await testMember(services, owner, "gil", "member");
  const refused = { forbidden: member.context, insufficient_scope: asApiKey(context, ["code:execute"]) };
  for (const [code, asker] of Object.entries(refused)) {
    await expect(setRunRetention(asker, { runLogDays: 7 })).rejects.toMatchObject({ code });
  }
  expect(await setRunRetention(asApiKey(context), { runLogDays: 7 })).toEqual({ runLogDays: 7, runDays: 90 });
  expect(await getRunRetention(member.context)).toEqual({ runLogDays: 7, runDays: 90 });
  expect(await auditActions(services, organizationId)).toContain("organization.set_run_retention");
  await dropOldRecords(services);
  expect(await replayed()).toEqual([true, true, false, false]);
  await setRunRetention(context, { runLogDays: 0 });
  await dropOldRecords(services);
  expect(await replayed()).toEqual([false, false, false, false]);
  expect((await getExecution(context, runs[3] ?? { executionId: "" })).result).toBe(1);
});

test("a paused run is cancelled like any other", async () => {
  const context = await organization("dan");
  const executionId = await paused(context);
  expect(await cancelExecution(context, { executionId })).toEqual({ executionId, status: "cancelled" });
  await approveAll(context);
  expect(await getExecution(context, { executionId })).toMatchObject({
    status: "cancelled",
    error: { code: "cancelled" },
  });
  expect(made).toEqual(["get 1"]);
  // Cancelled once more it stays as it is, and so does its usage.
  expect(await cancelExecution(context, { executionId })).toEqual({ executionId, status: "cancelled" });
  await Promise.all([services.meter.flush(), other.meter.flush()]);
  const { organizationId } = context.actor;
  const rows = await services.database.withOrganization(organizationId, (trx) =>
    trx
      .selectFrom("usageEvents")
      .select(["executionId", "outcome", "errorCode", "units"])
      .where("kind", "=", "execution")
      .execute(),
  );
  expect(rows).toEqual([{ executionId, outcome: "cancelled", errorCode: "cancelled", units: 1 }]);
});

test("after its node has died a run goes on with the questions it had asked, whenever they are answered", async () => {
  const context = await organization("hal");
  const { organizationId } = context.actor;
  const { database, settings } = services;
  let isDead = false;
  const underWay = new Set<Promise<unknown>>();
  const dying = withParts(services, {
    settings: { ...settings, pauseAfterMs: 60_000 },
    liveRuns: new Map(),
    database: {
      ...database,
      withOrganization: (...given) => {
        if (isDead) return new Promise<never>(() => undefined);
        const query = database.withOrganization(...given);
        underWay.add(query);
        return query;
      },
    },
  });
  const { executionId } = await startExecution({ ...context, services: dying }, { code });
  const asked = await waitFor(async () => {
    const questions = await listApprovals(context, { isPending: true });
    const { entries } = await readLog(services, { organizationId, executionId });
    return questions.length === 2 && entries.some(([type]) => type === "answer") ? questions : undefined;
  });
  isDead = true;
  // A look for an answer that it began before it died would still take it.
  await Promise.allSettled(underWay);
  await decideApproval(context, { id: asked[0]?.id ?? "", decision: "approve" });
  expect(made).toEqual(["get 1"]);
  const longAgo = new Date(Date.now() - 3_600_000).toISOString();
  await database.withOrganization(organizationId, (trx) =>
    trx.updateTable("executions").set({ createdAt: longAgo }).where("id", "=", executionId).execute(),
  );
  expect(await reapExecutions(services)).toBe(1);
  await waitFor(() => made.length === 2);
  await waitFor(async () => (await rowOf(context, executionId)).pausedAt !== null);
  await decideApproval(context, { id: asked[1]?.id ?? "", decision: "approve" });
  expect(await untilEnded(context, executionId)).toMatchObject({
    status: "succeeded",
    result: { mails: [{ n: 2 }, { n: 3 }] },
  });
  expect(made.toSorted()).toEqual(["get 1", "mail 2", "mail 3"]);
  expect(await listApprovals(context, {})).toHaveLength(2);
  dying.liveRuns.get(executionId)?.abort.abort();
});
