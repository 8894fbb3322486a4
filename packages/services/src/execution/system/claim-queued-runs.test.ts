import { type ExecutionStatus, newId } from "@patchops/contract";
import { expect, test } from "vitest";
import { openTestServices } from "../../testing/open-test-services.ts";
import { testPerson } from "../../testing/people.ts";
import { claimPausedRuns } from "./claim-paused-runs.ts";
import { claimQueuedRuns } from "./claim-queued-runs.ts";
import { countWorkflowRuns } from "./count-workflow-runs.ts";
import { keepRuns } from "./keep-runs.ts";

const { services } = await openTestServices();
const { database } = services;

/** How many runs are in each state that has any. */
const runCounts = async () =>
  Object.fromEntries(
    (await countWorkflowRuns(services)).filter(({ count }) => count > 0).map((row) => [row.state, row.count]),
  );

/** Runs that are due, `count` of them, the first one that many seconds ago. */
async function queue(
  { organizationId, userId }: { organizationId: string; userId: string },
  count: number,
  more: { secondsAgo: number; concurrencyLimit?: number; heldAt?: string },
): Promise<void> {
  const { secondsAgo, concurrencyLimit = null, heldAt = null } = more;
  const workflowId = newId();
  for (let index = 0; index < count; index += 1) {
    const id = newId();
    const at = new Date(Date.now() - secondsAgo * 1_000 + index).toISOString();
    await database.withOrganization(organizationId, async (trx) => {
      await trx
        .insertInto("executions")
        .values({
          ...{ organizationId, id, userId, apiKeyId: null, via: "workflow", profile: null, code: "return 1" },
          ...{ status: "queued", requestId: newId(), input: null, limits: "{}", clientName: null },
          ...{
            clientVersion: null,
            promptSessionId: null,
            snippetName: null,
            createdAt: at,
            startedAt: null,
          },
          ...{ pausedAt: at, resumeAt: null },
        })
        .execute();
      await trx
        .insertInto("workflowRuns")
        .values({
          ...{ organizationId, executionId: id, workflowId, version: 1, trigger: "manual", state: "queued" },
          ...{ dueAt: at, concurrencyKey: null, concurrencyLimit, rootId: id, parentId: null },
          ...{ idempotencyKey: null, scheduledFor: null, heldAt, nodeId: null, seenAt: null },
        })
        .execute();
    });
  }
}

test("organizations take turns: many runs of one hold nobody else's up, whoever came first", async () => {
  const [loud, quiet, limited] = [
    await testPerson(services, "loud"),
    await testPerson(services, "quiet"),
    await testPerson(services, "limited"),
  ];
  await queue(loud, 30, { secondsAgo: 600 });
  await queue(quiet, 2, { secondsAgo: 1 });
  await queue(limited, 5, { secondsAgo: 900, concurrencyLimit: 1 });
  await queue(limited, 1, { secondsAgo: 900, heldAt: new Date().toISOString() });
  const names = new Map([loud, quiet, limited].map(({ organizationId, email }) => [organizationId, email]));
  const claim = async (most: number) => {
    const { runs } = await claimQueuedRuns(database, { nodeId: newId(), free: most * 2, held: [] });
    return runs.map(({ organizationId }) => names.get(organizationId)?.split("@")[0]).sort();
  };
  // What is held waits for a person alone.
  expect(await runCounts()).toEqual({ queued: 37, waiting: 1 });
  const [queued] = await countWorkflowRuns(services);
  expect(Date.now() - Date.parse(queued?.oldestAt ?? "")).toBeGreaterThanOrEqual(899_000);
  expect(await claim(5)).toEqual(["limited", "loud", "loud", "quiet", "quiet"]);
  // Whoever holds fewer places comes first.
  await queue(quiet, 2, { secondsAgo: 0 });
  expect(await claim(2)).toEqual(["loud", "quiet"]);
  expect(await claim(64)).toEqual([...Array.from({ length: 27 }, () => "loud"), "quiet"]);
  expect(await claim(64)).toEqual([]);
  // The others wait for the place that their workflow gives one at a time.
  expect(await runCounts()).toEqual({ queued: 4, running: 35, waiting: 1 });
});

test("organizations take turns with runs that wake as well", async () => {
  const [loud, quiet] = [
    await testPerson(services, "loud-sleeper"),
    await testPerson(services, "quiet-sleeper"),
  ];
  await queue(loud, 10, { secondsAgo: 600 });
  await queue(quiet, 1, { secondsAgo: 1 });
  for (const { organizationId } of [loud, quiet]) {
    await database.withOrganization(organizationId, async (trx) => {
      await trx.updateTable("workflowRuns").set({ state: "active" }).execute();
      await trx
        .updateTable("executions")
        .set(({ ref }) => ({ status: "sleeping", resumeAt: ref("createdAt") }))
        .execute();
    });
  }
  expect(await runCounts()).toEqual({ queued: 4, running: 35, sleeping: 11, waiting: 1 });
  const unlike = async (statuses: readonly ExecutionStatus[]) => {
    for (const status of statuses) {
      await database.withOrganization(loud.organizationId, (trx) =>
        trx.updateTable("executions").set({ status }).where("status", "=", "sleeping").execute(),
      );
      expect(await runCounts()).toEqual({ queued: 4, running: 35, sleeping: 1, waiting: 11 });
      await database.withOrganization(loud.organizationId, (trx) =>
        trx.updateTable("executions").set({ status: "sleeping" }).where("status", "=", status).execute(),
      );
    }
  };
  await unlike(["awaiting_approval", "awaiting_sign_in", "needs_decision"]);
  const { runs } = await claimPausedRuns(database, { nodeId: newId(), free: 4, held: [] });
  expect(runs.map(({ organizationId }) => organizationId).toSorted()).toEqual(
    [loud.organizationId, quiet.organizationId].toSorted(),
  );
});

test("a claim says when the next run's time comes, whether or not it takes one now; none that is held has a time", async () => {
  const person = await testPerson(services, "early");
  const places = { nodeId: newId(), free: 4, held: [] };
  await queue(person, 1, { secondsAgo: -7_200 });
  await queue(person, 1, { secondsAgo: -3_600 });
  await queue(person, 1, { secondsAgo: -60, heldAt: new Date().toISOString() });
  const dueAt = async () => {
    const rows = await database.withOrganization(person.organizationId, (trx) =>
      trx.selectFrom("workflowRuns").select("dueAt").where("heldAt", "is", null).orderBy("dueAt").execute(),
    );
    return rows.map((row) => row.dueAt);
  };
  const [next, later] = await dueAt();
  expect((await claimQueuedRuns(database, places)).nextAt).toBe(next);
  await queue(person, 1, { secondsAgo: 1 });
  const taken = await claimQueuedRuns(database, places);
  expect(taken).toMatchObject({ nextAt: next, runs: [{ organizationId: person.organizationId }] });
  const [executionId] = taken.runs.map((run) => run.executionId);
  await database.withOrganization(person.organizationId, (trx) =>
    trx
      .updateTable("executions")
      .set({ status: "sleeping", pausedAt: new Date().toISOString(), resumeAt: later ?? null })
      .where("id", "=", executionId ?? "")
      .execute(),
  );
  expect((await claimPausedRuns(database, places)).nextAt).toBe(later);
  const dueLater = (await runCounts()).sleeping;
  await database.withOrganization(person.organizationId, (trx) =>
    trx
      .updateTable("workflowRuns")
      .set({ state: "ended", isDead: true })
      .where("dueAt", "=", next ?? "")
      .execute(),
  );
  expect(await runCounts()).toMatchObject({ dead: 1, sleeping: (dueLater ?? 0) - 1 });
});

test("long runs of one organization, or of several, leave a node places for whoever comes later", async () => {
  const names = ["first", "second", "third", "fourth"];
  const people = await Promise.all(names.map((name) => testPerson(services, name)));
  const nodeId = newId();
  const held: string[] = [];
  /** What a node holds of each, as long as no run ends, when it takes all that it may. */
  const takeAll = async () => {
    for (let taken = 1; taken > 0; ) {
      const places = { nodeId, free: 32 - held.length, held };
      const { runs } = await claimQueuedRuns(database, places);
      taken = runs.length;
      held.push(...runs.map(({ organizationId }) => organizationId));
    }
    return people.map(({ organizationId }) => held.filter((each) => each === organizationId).length);
  };
  const counts = [];
  for (const person of people) {
    await queue(person, 40, { secondsAgo: 60 });
    counts.push(await takeAll());
  }
  expect(counts).toEqual([
    [24, 0, 0, 0],
    [24, 6, 0, 0],
    [24, 6, 1, 0],
    [24, 6, 1, 1],
  ]);
});

test("a node hears that a run is not its own any more, also when another one has brought it to its end", async () => {
  const { organizationId, userId } = await testPerson(services, "taken-over");
  await queue({ organizationId, userId }, 3, { secondsAgo: 1 });
  const [mine, other] = [newId(), newId()];
  const claim = await claimQueuedRuns(database, { nodeId: mine, free: 64, held: [] });
  const runs = claim.runs.filter((run) => run.organizationId === organizationId);
  const [kept, taken, ended] = runs.map(({ executionId }) => executionId);
  if (kept === undefined || taken === undefined || ended === undefined)
    throw new Error("not all were claimed");
  await database.withOrganization(organizationId, async (trx) => {
    for (const [executionId, change] of [
      [taken, { nodeId: other }],
      [ended, { nodeId: other, state: "ended" as const }],
    ] as const) {
      await trx.updateTable("workflowRuns").set(change).where("executionId", "=", executionId).execute();
    }
  });
  const lost = await keepRuns(database, { nodeId: mine, runs });
  expect(lost.toSorted((a, b) => a.id.localeCompare(b.id))).toEqual(
    [taken, ended].toSorted().map((id) => ({ id, isLost: true })),
  );
  // What it has ended itself, it has not lost.
  await database.withOrganization(organizationId, (trx) =>
    trx.updateTable("workflowRuns").set({ state: "ended" }).where("executionId", "=", kept).execute(),
  );
  expect(await keepRuns(database, { nodeId: mine, runs: [{ organizationId, executionId: kept }] })).toEqual(
    [],
  );
});
