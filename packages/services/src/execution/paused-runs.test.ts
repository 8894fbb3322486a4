import { startMcpFixture, waitFor } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import { decideApproval, listApprovals } from "../approval/index.ts";
import { addConnection } from "../connection/index.ts";
import type { Context } from "../context.ts";
import { setPolicy } from "../policy/index.ts";
import { collect } from "../testing/collect.ts";
import { openLiveServices } from "../testing/open-live-services.ts";
import { auditActions, testPerson } from "../testing/people.ts";
import { cancelExecution, executionEvents, getExecution, replayExecution, startExecution } from "./index.ts";

const { services, otherNode } = await openLiveServices({ pauseAfterMs: 50 });
const other = await otherNode();
const made: string[] = [];
const fixture = await startMcpFixture({
  tools: ["get", "mail"].map((name) => ({
    name,
    call: ({ n }: Record<string, unknown>) => {
      made.push(`${name} ${String(n)}`);
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

const ended = (context: Context, executionId: string) =>
  waitFor(async () => {
    const execution = await getExecution(context, { executionId });
    return execution.finishedAt === null ? undefined : execution;
  });

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
  const execution = await ended(context, executionId);
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
    trx.selectFrom("usageEvents").select(["kind", "outcome", "units"]).orderBy("id").execute(),
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
  const { executionId, finished } = await startExecution(context, {
    code: `console.log(Date.now()); const a = await tools.shop.get({ n: 7 }); throw new Error("at " + a.n + Math.random())`,
  });
  await expect(replayExecution(context, { executionId })).rejects.toMatchObject({ code: "conflict" });
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
    trx.selectFrom("usageEvents").select("kind").execute(),
  );
  expect(rows).toHaveLength(2);
  expect(await auditActions(services, organizationId)).toContain("execution.replay");
  const stranger = await organization("eve");
  await expect(replayExecution(stranger, { executionId })).rejects.toMatchObject({ code: "not_found" });
});

test("no log is kept where the organization keeps none, and what is kept is sealed", async () => {
  const context = await organization("cat");
  const { organizationId } = context.actor;
  const keep = (days: number) =>
    services.database.withOrganization(organizationId, (trx) =>
      trx.updateTable("organizations").set({ runLogDays: days }).where("id", "=", organizationId).execute(),
    );
  const logOf = (executionId: string) =>
    services.database.withOrganization(organizationId, (trx) =>
      trx.selectFrom("executionLog").select("sealed").where("executionId", "=", executionId).execute(),
    );
  const program = 'return await tools.shop.get({ n: 1, secret: "hunter2" })';
  const one = await startExecution(context, { code: program });
  await one.finished;
  const [part] = await logOf(one.executionId);
  expect(part?.sealed).not.toContain("hunter2");
  await keep(0);
  const two = await startExecution(context, { code: program });
  await two.finished;
  expect(await logOf(two.executionId)).toEqual([]);
  await expect(replayExecution(context, two)).rejects.toMatchObject({ code: "not_found" });
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
});
