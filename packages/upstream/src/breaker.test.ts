import { setTimeout as wait } from "node:timers/promises";
import { waitFor } from "@patchops/testing";
import { describe, expect, it } from "vitest";
import { echo } from "./testing/echo.ts";
import { failureOf } from "./testing/failure-of.ts";
import { openFixture } from "./testing/open-fixture.ts";
import { openTestUpstreams, testTarget } from "./testing/open-test-upstreams.ts";

const { call } = echo;

describe("the breaker", () => {
  it("opens after five failures in a row, answers at once, and closes with a good try", async () => {
    const server = await openFixture();
    const upstreams = openTestUpstreams({ breaker: { failures: 5, openMs: 100 } });
    const target = testTarget(server.url);
    server.behave({ kind: "status", status: 500 }, "tools/call");
    for (let count = 0; count < 5; count += 1) {
      expect((await failureOf(upstreams.request(target, call))).code).toBe("upstream_error");
    }
    expect(upstreams.health("connection")).toMatchObject({ state: "open", consecutiveFailures: 5 });
    const failure = await failureOf(upstreams.request(target, call));
    expect(failure).toMatchObject({ code: "breaker_open", sent: false, retryable: true });
    expect(server.calls()).toBe(5);
    await upstreams.request(testTarget(server.url, { connectionId: "other" }), call).catch(() => undefined);
    expect(server.calls()).toBe(6);

    server.behave({ kind: "normal" }, "tools/call");
    await waitFor(async () => (await upstreams.request(target, call).catch(() => null)) !== null, {
      timeoutMs: 5_000,
    });
    expect(upstreams.health("connection")).toMatchObject({
      state: "ok",
      consecutiveFailures: 0,
      nextAttemptAt: null,
    });
  });

  it("lets one try through at a time and opens again when it fails", async () => {
    const server = await openFixture();
    const upstreams = openTestUpstreams({ breaker: { failures: 1, openMs: 50 } });
    const target = testTarget(server.url);
    server.behave({ kind: "status", status: 500 }, "tools/call");
    await failureOf(upstreams.request(target, call));
    await wait(60);
    const failures = await Promise.all(
      Array.from({ length: 10 }, () => failureOf(upstreams.request(target, call))),
    );
    expect(failures.filter(({ code }) => code === "upstream_error")).toHaveLength(1);
    expect(failures.filter(({ code }) => code === "breaker_open")).toHaveLength(9);
    expect(upstreams.health("connection").state).toBe("open");
  });

  it("counts calls that stay unanswered, although the server can be reached", async () => {
    const server = await openFixture();
    const upstreams = openTestUpstreams({ defaultTimeoutMs: 300, breaker: { failures: 2, openMs: 60_000 } });
    const target = testTarget(server.url);
    server.behave({ kind: "hang" }, "tools/call");
    for (let count = 0; count < 2; count += 1) {
      expect((await failureOf(upstreams.request(target, call))).code).toBe("timeout");
      for await (const step of upstreams.probe(target)) expect(step.state).not.toBe("failed");
    }
    expect((await failureOf(upstreams.request(target, call))).code).toBe("breaker_open");
  });

  it("lets the next try through while one still hangs, and closes with the first that is answered", async () => {
    const server = await openFixture();
    const upstreams = openTestUpstreams({ defaultTimeoutMs: 300, breaker: { failures: 1, openMs: 1 } });
    const target = testTarget(server.url);
    server.behave({ kind: "hang" }, "tools/call");
    expect((await failureOf(upstreams.request(target, call))).code).toBe("timeout");
    expect(upstreams.health("connection").state).toBe("open");
    await wait(5);
    const hanging = failureOf(upstreams.request(target, { ...call, timeoutMs: 20_000 }));
    await waitFor(() => server.calls() === 2);
    server.behave({ kind: "normal" }, "tools/call");
    await waitFor(async () => (await upstreams.request(target, call).catch(() => null)) !== null);
    expect(upstreams.health("connection").state).toBe("ok");
    await upstreams.close();
    expect((await hanging).code).toBe("cancelled");
  });

  it("does not count a silence that its caller did not wait out, and takes a refusal for a sign of life", async () => {
    const server = await openFixture();
    const upstreams = openTestUpstreams({ breaker: { failures: 1, openMs: 1 } });
    const target = testTarget(server.url);
    server.behave({ kind: "hang" }, "tools/call");
    expect((await failureOf(upstreams.request(target, { ...call, timeoutMs: 50 }))).code).toBe("timeout");
    expect(upstreams.health("connection").consecutiveFailures).toBe(0);
    server.behave({ kind: "status", status: 500 }, "tools/call");
    await failureOf(upstreams.request(target, call));
    expect(upstreams.health("connection").state).toBe("open");
    server.behave({ kind: "normal" }, "tools/call");
    await wait(5);
    const unknown = { method: "tools/call", params: { name: "none", arguments: {} } };
    expect((await failureOf(upstreams.request(target, unknown))).upstreamCode).toBe(-32602);
    expect(upstreams.health("connection").state).toBe("ok");
  });

  it("does not count what is no fault of the upstream", async () => {
    const tools = [
      {
        name: "echo",
        call: () => {
          throw new Error("a tool's own");
        },
      },
    ];
    const server = await openFixture({ tools });
    const upstreams = openTestUpstreams({ breaker: { failures: 2, openMs: 60_000 } });
    const target = testTarget(server.url);
    for (let count = 0; count < 3; count += 1) {
      expect((await failureOf(upstreams.request(target, call))).upstreamCode).toBe(-32603);
    }
    server.behave({ kind: "unauthorized" }, "tools/call");
    for (let count = 0; count < 3; count += 1) {
      expect((await failureOf(upstreams.request(target, call))).code).toBe("unauthorized");
    }
    server.behave({ kind: "hang" }, "tools/call");
    for (let count = 0; count < 3; count += 1) {
      const signal = AbortSignal.timeout(10);
      expect((await failureOf(upstreams.request(target, { ...call, signal }))).code).toBe("cancelled");
    }
  });
});
