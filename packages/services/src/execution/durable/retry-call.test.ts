import { AppError } from "@patchops/contract";
import { DatabaseAway } from "@patchops/db";
import { expect, test } from "vitest";
import { createLiveRun } from "../live-run.ts";
import type { GivenCall } from "../tool-bridge.ts";
import { retryCall } from "./retry-call.ts";

const away = (sent?: boolean) =>
  new AppError("unavailable", "The connections cannot be read: the database does not answer.", {
    ...(sent !== undefined && { sent }),
    cause: new AppError("unavailable", "as a caller heard it", { cause: new DatabaseAway(new Error("cut")) }),
  });

/** A call of a workflow that is to be made once: `answers` are what becomes of it, one after the other. */
function callOf(answers: readonly ((given: GivenCall) => Promise<string>)[], repeatCalls = false) {
  const live = createLiveRun({
    ...{ organizationId: "o", executionId: "e", isDetached: true, isWorkflow: true },
    starter: { userId: "u", apiKeyId: null, oauthGrantId: null },
  });
  let made = 0;
  const workflow = {
    ...{ id: "w", name: "w", version: 1, attempt: 1, rootId: "e", depth: 0 },
    callRetries: { attempts: 1, backoffMs: 0, maxBackoffMs: 0 },
  };
  const given: GivenCall = {
    invocation: { kind: "tool", sequence: 1, connection: "shop", tool: "put", args: "{}" },
    signal: new AbortController().signal,
    ask: { askToSignIn: undefined, askToApprove: undefined },
    made: { callId: "first", startMs: 0 },
  };
  const answered = retryCall({ live, workflow, repeatCalls }, given, (attempt) => {
    const make = answers[made];
    made += 1;
    return make?.(attempt) ?? Promise.reject(new Error("one call too many"));
  });
  return { live, answered, made: () => made };
}

/** A part of a call that finds the database away, then does not. */
const finds = (first: Error, then: string) => {
  const found: (Error | string)[] = [first, then];
  return async () => {
    const answer = found.shift() ?? then;
    if (typeof answer === "string") return answer;
    throw answer;
  };
};

test("a call that finds our own database away waits for it, though it is to be made once, and stays one call", async () => {
  const parts: string[] = [];
  const { answered, made } = callOf([
    async ({ outlast, made }) => {
      parts.push(String(made?.callId));
      return (await outlast?.(finds(away(false), "done"))) ?? "";
    },
  ]);
  expect(await answered).toBe("done");
  expect([parts, made()]).toEqual([["first"], 1]);
});

test("what may have left is done again only where it may be, and what an upstream said of itself is no outage of ours", async () => {
  const leaves = async ({ onRepeatable, outlast }: GivenCall) => {
    onRepeatable?.(false);
    return (await outlast?.(finds(away(), "twice"))) ?? "";
  };
  const left = callOf([leaves]);
  await expect(left.answered).rejects.toMatchObject({ code: "unavailable" });
  expect(left.made()).toBe(1);
  expect(await callOf([leaves], true).answered).toBe("twice");
  const theirs = new AppError("unavailable", "shop: not now", { sent: false });
  const asks = async ({ outlast }: GivenCall) => (await outlast?.(finds(theirs, "again"))) ?? "";
  await expect(callOf([asks]).answered).rejects.toBe(theirs);
});

test("the end of a run ends the wait for the database", async () => {
  const { live, answered } = callOf([
    async ({ outlast }) => (await outlast?.(finds(away(false), "too late"))) ?? "",
  ]);
  live.abort.abort();
  await expect(answered).rejects.toMatchObject({ code: "unavailable" });
});
