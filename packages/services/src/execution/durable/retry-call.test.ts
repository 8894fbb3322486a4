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
function callOf(answers: readonly ((given: GivenCall) => Error | string)[], repeatCalls = false) {
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
  const answered = retryCall({ live, workflow, repeatCalls }, given, async (attempt) => {
    const answer = answers[made]?.(attempt);
    made += 1;
    if (typeof answer === "string") return answer;
    throw answer;
  });
  return { live, answered, made: () => made };
}

const leaves = (error: Error | string) => (given: GivenCall) => {
  given.onRepeatable?.(false);
  return error;
};

test("a call that finds our own database away waits for it, though it is to be made once, each time by a row of its own", async () => {
  const rows: unknown[] = [];
  const note = (error: Error | string) => (given: GivenCall) => {
    rows.push(given.made?.callId);
    return error;
  };
  const { answered } = callOf([note(away(false)), note(away()), note("done")]);
  expect(await answered).toBe("done");
  expect(rows).toEqual(["first", undefined, undefined]);
});

test("what may have left is made again only where it may be, and what an upstream said of itself is no outage of ours", async () => {
  const left = callOf([leaves(away()), leaves("twice")]);
  await expect(left.answered).rejects.toMatchObject({ code: "unavailable" });
  expect(left.made()).toBe(1);
  expect(await callOf([leaves(away()), leaves("twice")], true).answered).toBe("twice");
  const theirs = new AppError("unavailable", "shop: not now", { sent: false });
  await expect(callOf([() => theirs, () => "again"]).answered).rejects.toBe(theirs);
});

test("the end of a run ends the wait for the database", async () => {
  const { live, answered } = callOf([() => away(false), () => "too late"]);
  live.abort.abort();
  await expect(answered).rejects.toMatchObject({ code: "unavailable" });
});
