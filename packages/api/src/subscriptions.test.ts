import { AppError, newId } from "@patchops/contract";
import type { Services } from "@patchops/services";
import { expect, test } from "vitest";
import { openTestApi } from "./testing/open-test-api.ts";

const api = await openTestApi();
const actor = await api.person("ada");
api.be({ actor });
type LiveRun = Services["liveRuns"] extends Map<string, infer Run> ? Run : never;

async function runningExecution(): Promise<string> {
  const executionId = newId();
  const { organizationId, userId } = actor;
  await api.services.database.withOrganization(organizationId, (trx) =>
    trx
      .insertInto("executions")
      .values({
        organizationId,
        id: executionId,
        userId,
        via: "sdk",
        code: "1",
        limits: "{}",
        status: "running",
      })
      .execute(),
  );
  return executionId;
}

function open(input: unknown, headers: Record<string, string> = {}) {
  const leaving = new AbortController();
  const address = `${api.url}/execution.events?input=${encodeURIComponent(JSON.stringify(input))}`;
  return { leaving, answer: fetch(address, { signal: leaving.signal, headers }) };
}

test("a stream resumes after the last event that its reader had, and stops when the reader leaves", async () => {
  const executionId = await runningExecution();
  const heard: number[] = [];
  const stopped = Promise.withResolvers<void>();
  const live: LiveRun = {
    organizationId: actor.organizationId,
    executionId,
    starter: { userId: actor.userId, apiKeyId: null, oauthGrantId: null },
    isDetached: true,
    isWorkflow: false,
    isLost: false,
    isDraining: false,
    startedMs: 0,
    createdMs: 0,
    beganAt: null,
    status: "running",
    waitsFor: [],
    waitedMs: () => 0,
    waitFor: () => () => undefined,
    begin: () => undefined,
    abort: new AbortController(),
    pause: new AbortController(),
    takes: () => undefined,
    isTaking: false,
    isResumable: () => false,
    mayPause: () => false,
    events: [],
    emit: () => undefined,
    seal: () => ({ type: "state", sequence: 1, status: "succeeded", at: "" }),
    finish: () => undefined,
    finished: Promise.resolve(),
    async *listen(after, signal) {
      heard.push(after);
      try {
        yield { type: "state", sequence: after + 1, status: "running", at: "2026-01-01T00:00:00.000Z" };
        await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      } finally {
        stopped.resolve();
      }
    },
  };
  api.services.liveRuns.set(executionId, live);
  const { leaving, answer } = open({ executionId }, { "last-event-id": "4" });
  const reader = (await answer).body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes('"running"')) text += (await reader?.read())?.value ?? "";
  expect(text).toMatch(/id: ?5/);
  expect(heard).toEqual([4]);
  leaving.abort();
  await stopped.promise;
});

test("an error of a stream is told in our words as well", async () => {
  const { answer } = open({ executionId: newId() });
  const text = await (await answer).text();
  expect(text).toContain("not_found");
  expect(text).not.toMatch(/stack|node_modules|\.ts\b/);
});

test("S26: a stream ends within 5 s of its sender's key or login, and says so", async () => {
  let ended: AppError | null = null;
  api.be({ actor, barred: async () => ended });
  const answer = await fetch(`${api.url}/activity.tail?input=%7B%7D`);
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  ended = new AppError("unauthenticated", "Its key was revoked.");
  let text = "";
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) text += part.value;
  expect(text).toContain("unauthenticated");
  api.be({ actor });
});
