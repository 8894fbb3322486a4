import { createSandbox } from "@patchops/sandbox";
import { startMcpFixture, waitFor } from "@patchops/testing";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { addConnection } from "../../connection/index.ts";
import { openLiveServices } from "../../testing/open-live-services.ts";
import { withParts } from "../../testing/open-test-services.ts";
import { testPerson } from "../../testing/people.ts";
import { getExecution } from "../index.ts";
import { noteKept } from "../lease.ts";
import { readLog } from "../log/read-log.ts";
import { nodeIdOf } from "../node-id-of.ts";
import { readStoredEvents } from "../read.ts";
import { loseRun } from "../require-own-run.ts";
import { type KnownRun, resumeRun } from "../resume.ts";
import { offerPlaces } from "../run-places.ts";
import type { ClaimedRun } from "../system/claim-paused-runs.ts";
import { untilEnded } from "../test-ended.ts";
import { deployWorkflow, runWorkflow } from "./index.ts";
import { readInput } from "./read-input.ts";

const { services } = await openLiveServices();
/** Calls are not answered before theirs is open, by how many there were. */
let gates: PromiseWithResolvers<void>[] = [];
let calls = 0;
const fixture = await startMcpFixture({
  tools: [
    {
      name: "put",
      annotations: { idempotentHint: true },
      call: async () => {
        await gates[calls++]?.promise;
        return { content: [], structuredContent: { call: calls } };
      },
    },
  ],
});
afterAll(() => fixture.close());

/** A run of a program on a node that is heard of only when a test says so, once its first call is under way. */
async function onSilentNode(name: string, code: string) {
  calls = 0;
  const first = Promise.withResolvers<void>();
  gates = [first];
  const { context, organizationId } = await testPerson(services, name);
  await addConnection(context, { name: "shop", target: { kind: "http", url: fixture.url } });
  await deployWorkflow(context, { name: "slow", code });
  const at = new Date(Date.now() + 3_600_000).toISOString();
  const { executionId } = await runWorkflow(context, { name: "slow", at });
  const silent = withParts(services, { liveRuns: new Map() });
  const own = (nodeId: string, seenAt: Date) =>
    services.database.withOrganization(organizationId, async (trx) => {
      await trx
        .updateTable("workflowRuns")
        .set({ state: "active", nodeId, seenAt: seenAt.toISOString(), dueAt: new Date().toISOString() })
        .execute();
      await trx.updateTable("executions").set({ pausedAt: null }).execute();
    });
  await own(nodeIdOf(silent), new Date());
  const resumed = resumeRun(silent, { organizationId, executionId, pausedAt: new Date().toISOString() });
  await waitFor(() => calls === 1);
  const live = silent.liveRuns.get(executionId);
  if (live === undefined) throw new Error("it is under way");
  return {
    context,
    place: { organizationId, executionId },
    silent,
    live,
    own,
    resumed,
    answer: first.resolve,
  };
}

test("a node that was starved for longer than it has a run sends nothing, until it is heard again, or never where another has the run", async () => {
  const code = "for (let n = 0; n < 3; n++) await tools.shop.put({}); return 1";
  const { place, silent, live, own, resumed, answer } = await onSilentNode("starved", code);
  const starve = () => {
    const createdMs = performance.now() - 15_000;
    Object.assign(live, { createdMs });
    noteKept(silent, createdMs);
  };
  /** Its log says of a call that it leaves, just before it does. */
  const isAboutToSend = (count: number) =>
    waitFor(async () => {
      const { entries } = await readLog(services, place);
      return entries.filter(([type]) => type === "sent").length === count;
    });
  const second = Promise.withResolvers<void>();
  gates.push(second);
  starve();
  answer();
  await isAboutToSend(2);
  expect(calls).toBe(1);
  noteKept(silent, performance.now());
  await waitFor(() => calls === 2);
  starve();
  second.resolve();
  await isAboutToSend(3);
  await own(nodeIdOf(withParts(services, { liveRuns: new Map() })), new Date());
  loseRun(live);
  await resumed;
  expect(calls).toBe(2);
});

test("what a node hears for a run that another one has taken is neither stored nor given to the program", async () => {
  const code = "await tools.shop.put({}); console.log('went on'); return 1";
  const { context, place, own, resumed, answer } = await onSilentNode("silent", code);
  const { executionId } = place;
  const other = withParts(services, { liveRuns: new Map() });
  await own(nodeIdOf(other), new Date());
  answer();
  await resumed;
  const { entries } = await readLog(services, place);
  expect(entries.map(([type]) => type)).not.toContain("answer");
  const taken = await getExecution(context, { executionId });
  expect([taken.logs, taken.finishedAt]).toEqual([[], null]);
  // The other one is silent as well: whoever looks for such runs goes on with it.
  await own(nodeIdOf(other), new Date(Date.now() - 60_000));
  const end = await untilEnded(context, executionId);
  expect([end.status, end.result, end.logs.length, calls]).toEqual(["succeeded", 1, 1, 2]);
});

test("a node that has a place stores a run as its own and knows what is stored of it; others wait in the queue, and where it dies another one begins it", async () => {
  const { context, organizationId } = await testPerson(services, "at-once");
  await deployWorkflow(context, { name: "echo", code: "return input" });
  const input = { z: 1, a: [null, "\0"] };
  const node = withParts(services, { liveRuns: new Map() });
  const here = { ...context, services: node };
  const taken: { executionId: string; known: KnownRun }[] = [];
  let released = 0;
  offerPlaces(node, () => ({
    nodeId: nodeIdOf(node),
    take: ({ executionId }, known) => taken.push({ executionId, known }),
    release: () => {
      released += 1;
    },
  }));
  const { executionId } = await runWorkflow(here, { name: "echo", input });
  const place = { organizationId, executionId };
  const [own] = taken;
  expect([own?.executionId, taken.length, released]).toEqual([executionId, 1, 1]);
  expect(own?.known.log).toEqual(await readLog(services, place));
  expect(own?.known.events).toEqual(await readStoredEvents(services, place));
  const stored = await services.database.withOrganization(organizationId, (trx) => readInput(trx, place));
  expect([JSON.stringify(own?.known.row.input), own?.known.row.code]).toEqual([
    JSON.stringify(stored),
    "return input",
  ]);
  const later = new Date(Date.now() + 3_600_000).toISOString();
  await runWorkflow(here, { name: "echo", at: later });
  expect([taken.length, released]).toEqual([1, 2]);
  // What counts its places waits for them, and whoever comes after it waits as well.
  await deployWorkflow(context, {
    ...{ name: "alone", code: "await sleep('1h')" },
    config: { concurrency: { limit: 1 } },
  });
  for (const name of ["alone", "alone", "echo"]) await runWorkflow(here, { name });
  expect([taken.length, released]).toEqual([1, 5]);
  await services.database.withOrganization(organizationId, (trx) =>
    trx
      .updateTable("workflowRuns")
      .set({ seenAt: new Date(Date.now() - 60_000).toISOString() })
      .where("executionId", "=", executionId)
      .execute(),
  );
  const end = await untilEnded(context, executionId);
  expect([end.status, end.result]).toEqual(["succeeded", stored]);
});

test("a run for which no process is to be had waits for one as it was, and is no failure", async () => {
  const { context, organizationId } = await testPerson(services, "no-place");
  const sandbox = createSandbox({ maxChildren: 1, runsPerChild: 1, spares: 0, warmMemoryMb: 64 });
  onTestFinished(() => sandbox.close());
  const here = Promise.withResolvers<void>();
  const free = Promise.withResolvers<string>();
  const busy = sandbox.run({
    organizationId,
    code: "return await tools.a.b()",
    limits: {
      ...{ timeoutMs: 60_000, cpuMs: 10_000, memoryMb: 64, outputBytes: 1_000, toolBytes: 1_000 },
      ...{ logBytes: 1_000, logLines: 10, maxToolCalls: 10, maxConcurrentToolCalls: 1 },
    },
    invoke: () => {
      here.resolve();
      return free.promise;
    },
  });
  await here.promise;
  const node = withParts(services, {
    liveRuns: new Map(),
    sandbox: { ...sandbox, run: (request) => sandbox.run({ ...request, placeWaitMs: 20 }) },
  });
  const led = Promise.withResolvers<void>();
  const take = (run: ClaimedRun, known: KnownRun) => led.resolve(resumeRun(node, run, known));
  offerPlaces(node, () => ({ nodeId: nodeIdOf(node), take, release: () => undefined }));
  const code = "await sleep(new Date(input)); return 1";
  await deployWorkflow(context, { name: "sleeps", code });
  const input = new Date(Date.now() + 3_600_000).toISOString();
  const { executionId } = await runWorkflow({ ...context, services: node }, { name: "sleeps", input });
  await led.promise;
  expect((await getExecution(context, { executionId })).finishedAt).toBeNull();
  // One that has not begun begins elsewhere; one that waits goes on waiting.
  const asleep = () =>
    waitFor(
      async () =>
        (await readRow()).pausedAt !== null &&
        (await getExecution(context, { executionId })).status === "sleeping",
      { timeoutMs: 20_000 },
    );
  const readRow = () =>
    services.database.withOrganization(organizationId, (trx) =>
      trx.selectFrom("executions").select("pausedAt").where("id", "=", executionId).executeTakeFirstOrThrow(),
    );
  await asleep();
  const pausedAt = new Date().toISOString();
  await services.database.withOrganization(organizationId, async (trx) => {
    const mine = { nodeId: nodeIdOf(node), seenAt: new Date().toISOString() };
    await trx.updateTable("workflowRuns").set(mine).execute();
    await trx.updateTable("executions").set({ pausedAt: null }).execute();
  });
  await resumeRun(node, { organizationId, executionId, pausedAt });
  await asleep();
  const { entries } = await readLog(services, { organizationId, executionId });
  expect(entries.filter(([type]) => type === "paused").length).toBeGreaterThan(1);
  free.resolve("1");
  expect(await busy).toMatchObject({ status: "succeeded" });
});
