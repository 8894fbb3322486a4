import { waitFor } from "@patchops/testing";
import { expect, test } from "vitest";
import { signOutOfConnection } from "../connection/index.ts";
import { addProtected, openProvider, signIn } from "../connection/sign-in/test-sign-in.ts";
import { collect } from "../testing/collect.ts";
import { openLiveServices } from "../testing/open-live-services.ts";
import { withParts } from "../testing/open-test-services.ts";
import { testPerson } from "../testing/people.ts";
import { startWithLittleTime } from "../testing/start-with-little-time.ts";
import { askInRun } from "./ask-in-run.ts";
import { cancelExecution, executionEvents, getExecution, reapExecutions, startExecution } from "./index.ts";
import { createLiveRun } from "./live-run.ts";

const { services, otherNode } = await openLiveServices();
const { context } = await testPerson(services, "ada");
const { organizationId, userId } = context.actor;
const { settings } = services;

/** A connection with known tools that nobody is signed in to. */
async function unsigned(slug: string) {
  const opened = await openProvider();
  await addProtected(context, opened.server, slug);
  await signIn(context, slug);
  await signOutOfConnection(context, { connection: slug });
  return opened;
}

const statusOf = async (executionId: string, on = context) =>
  (await getExecution(on, { executionId })).status;

test("a program that needs a sign-in waits for it beyond its own time, says so on every node, and goes on by itself", async () => {
  const { server } = await unsigned("linear");
  const elsewhere = { ...context, services: await otherNode() };
  const { executionId, finished, timeoutMs } = await startWithLittleTime(context, {
    code: "return await Promise.all([tools.linear.echo({ a: 1 }), tools.linear.echo({ a: 2 })]);",
    status: "awaiting_sign_in",
  });
  const events = collect(executionEvents(context, { executionId }, new AbortController().signal));
  await waitFor(async () => (await statusOf(executionId, elsewhere)) === "awaiting_sign_in" || undefined);
  const seen = await waitFor(async () => {
    const execution = await getExecution(context, { executionId });
    return execution.waitsFor.length === 2 ? execution : undefined;
  });
  expect(seen).toMatchObject({ status: "awaiting_sign_in", finishedAt: null });
  expect(seen.waitsFor[0]).toEqual({
    connection: "linear",
    name: "linear",
    message: "linear asks you to sign in.",
    url: `${services.settings.publicUrl}/connections/linear`,
  });
  // Long past its deadline it is neither ended nor taken for dead.
  await new Promise((resolve) => setTimeout(resolve, timeoutMs + 100));
  await services.database.system
    .updateTable("executions")
    .set({ createdAt: new Date(Date.now() - 300_000).toISOString() })
    .where("id", "=", executionId)
    .execute();
  const shared = withParts(services, { settings: { ...services.settings, databaseKind: "external" } });
  expect(await reapExecutions(shared)).toBe(0);
  const before = server.calls();
  await signIn(context, "linear");
  await finished;
  expect(await getExecution(context, { executionId })).toMatchObject({
    status: "succeeded",
    result: [{ a: 1 }, { a: 2 }],
    waitsFor: [],
  });
  expect(server.calls() - before).toBe(2);
  const states = (await events).flatMap((event) => (event.type === "state" ? [event.status] : []));
  expect(states).toEqual([
    "queued",
    "running",
    "awaiting_sign_in",
    "awaiting_sign_in",
    "awaiting_sign_in",
    "running",
    "succeeded",
  ]);
});

test("a program that is not to wait gets the refusal at once; one that waits is cancelled like any other", async () => {
  await unsigned("github");
  const code = "try { await tools.github.echo({}) } catch (error) { return error.code }";
  const hurried = await startExecution(context, { code, waitForSignIn: false });
  await hurried.finished;
  expect(await getExecution(context, hurried)).toMatchObject({
    status: "succeeded",
    result: "needs_sign_in",
  });
  const { executionId, finished } = await startExecution(context, { code });
  await waitFor(async () => (await statusOf(executionId)) === "awaiting_sign_in" || undefined);
  await cancelExecution(context, { executionId });
  await finished;
  expect(await statusOf(executionId)).toBe("cancelled");
});

test("of an organization a bounded number of runs waits, each for a bounded time", () => {
  const liveRun = () =>
    createLiveRun({
      organizationId,
      executionId: crypto.randomUUID(),
      starter: { userId, apiKeyId: null, oauthGrantId: null },
      isDetached: true,
    });
  const question = { connection: "x", name: "X", message: "", url: "" };
  const runs = Array.from({ length: 9 }, liveRun);
  const liveRuns = new Map(runs.map((run) => [run.executionId, run]));
  const asked = runs.map((live) =>
    askInRun({ liveRuns, settings }, { live, hold: () => () => undefined }, question),
  );
  expect(asked.map((open) => open !== null)).toEqual([...Array(8).fill(true), false]);
  const [first] = runs;
  if (!first) throw new Error("there is no run");
  expect(
    askInRun({ liveRuns, settings }, { live: first, hold: () => () => undefined }, question),
  ).not.toBeNull();
  const patient = { ...first, waitedMs: () => 600_000 };
  expect(
    askInRun({ liveRuns, settings }, { live: patient, hold: () => () => undefined }, question),
  ).toBeNull();
  for (const open of asked) open?.close({ isSignedIn: false });
});
