import { setTimeout as wait } from "node:timers/promises";
import type { JsonObject } from "@patchops/protocol";
import { waitFor } from "@patchops/testing";
import { describe, expect, it } from "vitest";
import { echo } from "../testing/echo.ts";
import { failureOf } from "../testing/failure-of.ts";
import { openFixture } from "../testing/open-fixture.ts";
import { openTestUpstreams, testTarget } from "../testing/open-test-upstreams.ts";
import { serveSession } from "../testing/serve.ts";

const { call, result: echoed } = echo;

describe("a session that the upstream has lost", () => {
  it("is opened again, once for all callers, and each call goes out once more", async () => {
    const server = await openFixture();
    const upstreams = openTestUpstreams();
    const target = testTarget(server.url);
    await upstreams.request(target, call);
    server.forgetSessions();
    const answers = await Promise.all(Array.from({ length: 20 }, () => upstreams.request(target, call)));
    for (const { result } of answers) expect(result).toEqual(echoed);
    expect(server.sessionCount()).toBe(1);
    expect(server.requests.filter(({ method }) => method === "initialize")).toHaveLength(2);
  });

  it("is given up when it is lost again at once", async () => {
    let isLost = false;
    const server = await serveSession(
      ({ response, reply }) => (isLost ? response.writeHead(404).end() : reply(echoed)),
      { sessionId: "s" },
    );
    const upstreams = openTestUpstreams();
    const sent = () => server.seen.filter(({ message }) => message.method === "tools/call").length;
    await upstreams.request(testTarget(server.url), call);
    isLost = true;
    const failure = await failureOf(upstreams.request(testTarget(server.url), call));
    expect(failure).toMatchObject({ code: "session_lost", sent: true, retryable: true });
    expect(sent()).toBe(3);
    // A session that was opened for this very call is no old one that may have been forgotten.
    await failureOf(upstreams.request(testTarget(server.url, { ownerKey: "new" }), call));
    expect(sent()).toBe(4);
  });

  it("is also lost for servers that say so by 400", async () => {
    let isLost = false;
    const server = await serveSession(
      ({ response, reply }) => {
        if (!isLost) return reply(echoed);
        isLost = false;
        response.writeHead(400, { "content-type": "application/json" });
        const error = { code: -32000, message: "Bad Request: No valid session ID provided" };
        return response.end(JSON.stringify({ jsonrpc: "2.0", error, id: null }));
      },
      { sessionId: "s" },
    );
    const upstreams = openTestUpstreams();
    await upstreams.request(testTarget(server.url), call);
    isLost = true;
    expect((await upstreams.request(testTarget(server.url), call)).result).toEqual(echoed);
  });

  it("is ended over there when the connection is forgotten, after the calls under way", async () => {
    let release: (() => void) | undefined;
    const tools = [
      {
        name: "echo",
        call: () => new Promise<JsonObject>((resolve) => (release = () => resolve({ late: true }))),
      },
    ];
    const server = await openFixture({ tools });
    const upstreams = openTestUpstreams();
    const answer = upstreams.request(testTarget(server.url), call);
    await waitFor(() => release !== undefined);
    upstreams.forget("connection");
    await wait(20);
    expect(server.sessionCount()).toBe(1);
    release?.();
    expect((await answer).result).toEqual({ late: true });
    await waitFor(() => server.sessionCount() === 0);
  });

  it("that nobody uses is ended", async () => {
    const server = await openFixture();
    const upstreams = openTestUpstreams({ idleMs: 30 });
    await upstreams.request(testTarget(server.url), call);
    await waitFor(() => server.sessionCount() === 0);
    expect(upstreams.health("connection").sessions).toBe(0);
    await upstreams.request(testTarget(server.url), call);
  });

  it("does not outlive a change of the address", async () => {
    const [first, second] = [await openFixture(), await openFixture()];
    const upstreams = openTestUpstreams();
    await upstreams.request(testTarget(first.url), call);
    await upstreams.request(testTarget(second.url), call);
    expect([first.calls(), second.calls()]).toEqual([1, 1]);
    await waitFor(() => first.sessionCount() === 0);
  });
});
