import { once } from "node:events";
import { waitFor } from "@patchops/testing";
import { describe, expect, it } from "vitest";
import { echo } from "../testing/echo.ts";
import { failureOf } from "../testing/failure-of.ts";
import { openFixture } from "../testing/open-fixture.ts";
import { openTestUpstreams, testTarget } from "../testing/open-test-upstreams.ts";
import { serveSession } from "../testing/serve.ts";

const { call, result: echoed } = echo;

describe("a call that is given up", () => {
  const cancellations = (server: Awaited<ReturnType<typeof openFixture>>) =>
    server.requests.filter(({ method }) => method === "notifications/cancelled");

  it("by its caller is cancelled upstream, by our own id", async () => {
    const server = await openFixture();
    const upstreams = openTestUpstreams();
    await upstreams.request(testTarget(server.url), call);
    server.behave({ kind: "hang" }, "tools/call");
    const controller = new AbortController();
    const failure = failureOf(
      upstreams.request(testTarget(server.url), { ...call, signal: controller.signal }),
    );
    await waitFor(() => server.calls() === 2);
    controller.abort();
    expect(await failure).toMatchObject({ code: "cancelled", sent: true });
    await waitFor(() => cancellations(server).length === 1);
    const sentId = server.requests.filter(({ method }) => method === "tools/call").at(-1)?.id;
    expect(cancellations(server)[0]?.params).toMatchObject({ requestId: sentId });
  });

  it("has its request broken off, however it was answered so far", async () => {
    for (const answer of ["nothing", "headers", "a stream"]) {
      let closed: Promise<unknown> | undefined;
      const server = await serveSession(({ response, message }) => {
        if (message.method !== "tools/call") return response.writeHead(202).end();
        closed = once(response, "close");
        if (answer === "headers") response.writeHead(200, { "content-type": "application/json" }).write("{");
        if (answer === "a stream")
          response.writeHead(200, { "content-type": "text/event-stream" }).write(": wait\n\n");
        return undefined;
      });
      const controller = new AbortController();
      const failure = failureOf(
        openTestUpstreams().request(testTarget(server.url), { ...call, signal: controller.signal }),
      );
      await waitFor(() => closed !== undefined);
      controller.abort();
      expect(await failure).toMatchObject({ code: "cancelled", sent: true });
      await closed;
      await waitFor(() => server.seen.some(({ message }) => message.method === "notifications/cancelled"), {
        timeoutMs: 5_000,
      });
    }
  });

  it("for its deadline is cancelled upstream as well", async () => {
    const server = await openFixture();
    server.behave({ kind: "hang" }, "tools/call");
    const upstreams = openTestUpstreams();
    const failure = await failureOf(upstreams.request(testTarget(server.url), { ...call, timeoutMs: 100 }));
    expect(failure).toMatchObject({ code: "timeout", sent: true, retryable: true });
    await waitFor(() => cancellations(server).length === 1);
  });

  it("before the session is open was not sent, and the session opens for others", async () => {
    const server = await openFixture();
    server.behave({ kind: "slow", delayMs: 200 }, "initialize");
    const upstreams = openTestUpstreams();
    const early = failureOf(upstreams.request(testTarget(server.url), { ...call, timeoutMs: 50 }));
    const aborted = failureOf(
      upstreams.request(testTarget(server.url), { ...call, signal: AbortSignal.timeout(20) }),
    );
    const patient = upstreams.request(testTarget(server.url), call);
    expect(await early).toMatchObject({ code: "timeout", sent: false });
    expect(await aborted).toMatchObject({ code: "cancelled", sent: false });
    expect((await patient).result).toEqual(echoed);
    expect(server.calls()).toBe(1);
    expect(cancellations(server)).toEqual([]);
  });

  it("because everything closes ends at once", async () => {
    const server = await openFixture();
    server.behave({ kind: "hang" }, "tools/call");
    const upstreams = openTestUpstreams();
    const failure = failureOf(upstreams.request(testTarget(server.url), call));
    await waitFor(() => server.calls() === 1);
    await upstreams.close();
    expect(await failure).toMatchObject({ code: "cancelled", sent: true });
    expect(server.sessionCount()).toBe(0);
  });
});
