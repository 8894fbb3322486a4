import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { newId } from "@patchops/contract";
import { initTRPC, TRPCError, tracked } from "@trpc/server";
import { createHTTPHandler } from "@trpc/server/adapters/standalone";
import { getStatusCodeFromKey } from "@trpc/server/unstable-core-do-not-import";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import packageJson from "../package.json" with { type: "json" };
import { createClient } from "./create-client.ts";
import { PatchOpsError } from "./patch-ops-error.ts";
import { version } from "./version.ts";

/** A server with procedures of the same paths, over real sockets; the product's own is joined in apps/e2e. */
const trpc = initTRPC.context<{ request: IncomingMessage; retryAfter: (seconds: number) => void }>().create({
  errorFormatter: ({ shape, error }) => ({
    ...shape,
    data: {
      retryable: false,
      ...error.cause,
      message: error.message,
      requestId: "r1",
      httpStatus: getStatusCodeFromKey(error.code),
    },
  }),
});
const body = (input: unknown) => input;
const refuse = (code: string, status: TRPCError["code"], extra: object = {}) =>
  new TRPCError({
    code: status,
    message: `Refused: ${code}.`,
    cause: Object.assign(new Error(), { code, ...extra }),
  });

const executionId = newId();
let attempts: number;
let seen: IncomingMessage[];
let cancelled: string[];
let breakAfter: number | null;
let server: Server;
let url: string;

const approval = { id: newId(), tool: "demo_send_email", url: "http://127.0.0.1/approvals/1" };
const events = [
  { type: "state", sequence: 1, status: "running", at: "2026-01-01T00:00:00.000Z" },
  { type: "log", sequence: 2, log: { level: "log", text: "one", at: "2026-01-01T00:00:00.000Z" } },
  { type: "log", sequence: 3, log: { level: "log", text: "two", at: "2026-01-01T00:00:00.000Z" } },
  { type: "state", sequence: 4, status: "succeeded", at: "2026-01-01T00:00:01.000Z" },
];

const router = trpc.router({
  connection: trpc.router({
    list: trpc.procedure.query(({ ctx }) => {
      attempts++;
      if (attempts < 3) {
        ctx.retryAfter(0);
        throw refuse("unavailable", "SERVICE_UNAVAILABLE", { retryable: true });
      }
      return [{ slug: "demo" }];
    }),
    refresh: trpc.procedure.input(body).mutation(() => {
      attempts++;
      throw refuse("unavailable", "SERVICE_UNAVAILABLE", { retryable: true });
    }),
    get: trpc.procedure.input(body).query(() => {
      attempts++;
      throw refuse("not_found", "NOT_FOUND", {
        next: "Run patchops connections list",
        details: { field: "x" },
      });
    }),
  }),
  tool: trpc.router({
    invoke: trpc.procedure
      .input(body)
      .mutation(({ input }) => ({ callId: executionId, durationMs: 1, result: input })),
    invokeAndWait: trpc.procedure.input(body).mutation(async function* ({ input, signal, ctx }) {
      const { name } = input as { name: string };
      if (name === "unknown") throw refuse("unknown_tool", "NOT_FOUND");
      yield { type: "approval", approval };
      if (name === "broken") ctx.request.socket.destroy();
      if (name === "denied") throw refuse("approval_denied", "FORBIDDEN");
      if (name === "waiting") {
        await new Promise((resolve) => signal?.addEventListener("abort", resolve));
        cancelled.push(approval.id);
        return;
      }
      yield { type: "answer", callId: executionId, durationMs: 1, result: input };
    }),
  }),
  usage: trpc.router({
    summary: trpc.procedure.input(body).query(({ input }) => ({ calls: 7, ...(input as object) })),
    quota: trpc.procedure.query(
      ({ signal }) =>
        new Promise<object>((_, reject) =>
          signal?.addEventListener("abort", () => reject(new Error("gone"))),
        ),
    ),
  }),
  execution: trpc.router({
    start: trpc.procedure.input(body).mutation(() => ({ executionId })),
    cancel: trpc.procedure.input(body).mutation(({ input }) => {
      cancelled.push((input as { executionId: string }).executionId);
      return {};
    }),
    get: trpc.procedure.input(body).query(() => {
      attempts++;
      return {
        executionId,
        status: attempts > 1 ? "succeeded" : "running",
        finishedAt: attempts > 1 ? "now" : null,
      };
    }),
    events: trpc.procedure.input(body).subscription(async function* ({ input, ctx }) {
      const { after, lastEventId } = input as { after: number; lastEventId?: string };
      if (ctx.request.headers.authorization === "Bearer po_broken")
        throw refuse("internal", "INTERNAL_SERVER_ERROR");
      if (ctx.request.headers.authorization !== "Bearer po_key")
        throw refuse("unauthenticated", "UNAUTHORIZED");
      for (const event of events.filter(
        ({ sequence }) => sequence > Math.max(after, Number(lastEventId ?? 0)),
      )) {
        yield tracked(String(event.sequence), event);
        if (event.sequence === breakAfter) {
          breakAfter = null;
          // Let the frame leave before the line is cut.
          await new Promise((resolve) => setTimeout(resolve, 50));
          ctx.request.socket.destroy();
          return;
        }
      }
    }),
  }),
});

beforeEach(async () => {
  attempts = 0;
  seen = [];
  cancelled = [];
  breakAfter = null;
  const handle = createHTTPHandler({
    basePath: "/trpc/",
    router,
    createContext: ({ req, res }) => ({
      request: req,
      retryAfter: (seconds) => res.setHeader("retry-after", seconds),
    }),
  });
  server = createServer((request, response) => {
    seen.push(request);
    if (request.url?.startsWith("/trpc/")) return handle(request, response);
    response.setHeader("content-type", "text/html").end("<p>Some other site</p>");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const connect = (options = {}) => createClient({ url, apiKey: "po_key", ...options });
/** An address where nothing listens: the port was ours a moment ago. */
async function closedUrl(): Promise<string> {
  const gone = createServer();
  await new Promise<void>((resolve) => gone.listen(0, "127.0.0.1", resolve));
  const { port } = gone.address() as AddressInfo;
  await new Promise((resolve) => gone.close(resolve));
  return `http://127.0.0.1:${port}`;
}
const failure = (promise: Promise<unknown>): Promise<PatchOpsError> =>
  promise.then(
    () => {
      throw new Error("It was to fail.");
    },
    (error: unknown) => {
      expect(error).toBeInstanceOf(PatchOpsError);
      return error as PatchOpsError;
    },
  );

test("the version that is sent is the package's", () => {
  expect(version).toBe(packageJson.version);
});

describe("requests", () => {
  test("carry the key and who asks", async () => {
    await connect({ headers: { "x-own": "1" } }).usage.summary();
    expect(seen[0]?.headers).toMatchObject({
      authorization: "Bearer po_key",
      "x-patchops-client": `sdk/${version}`,
      "x-own": "1",
    });
    await connect({ clientName: "cli/1.0.0" }).usage.summary();
    expect(seen[1]?.headers["x-patchops-client"]).toBe("cli/1.0.0");
  });

  test("shortcuts and routers reach the same procedures", async () => {
    const client = connect();
    expect(await client.usage.summary({ from: "2026-01-01" })).toEqual({ calls: 7, from: "2026-01-01" });
    expect(await client.usage.summary.query({ from: "2026-01-01" })).toEqual({
      calls: 7,
      from: "2026-01-01",
    });
    const { result } = await client.tools.call("demo_echo", { text: "hi" }, { timeoutMs: 900 });
    expect(result).toEqual({ name: "demo_echo", arguments: { text: "hi" }, timeoutMs: 900 });
  });

  test("a client can be returned from an async function", async () => {
    const client = await Promise.resolve(connect());
    expect(typeof client.execute).toBe("function");
  });

  test("reads are repeated while the server is busy, writes never", async () => {
    expect(await connect().connection.list.query()).toEqual([{ slug: "demo" }]);
    expect(attempts).toBe(3);
    attempts = 0;
    const error = await failure(connect().connection.refresh.mutate({ connection: "demo" }));
    expect(error).toMatchObject({ code: "unavailable", retryable: true, httpStatus: 503, requestId: "r1" });
    expect(attempts).toBe(1);
  });

  test("a refusal keeps its code, its next step and its details, and is not repeated", async () => {
    const error = await failure(connect().connection.get.query({ connection: "x" }));
    expect(error).toMatchObject({
      message: "Refused: not_found.",
      code: "not_found",
      retryable: false,
      next: "Run patchops connections list",
      details: { field: "x" },
    });
    expect(JSON.parse(JSON.stringify({ error }))).toEqual({
      error: {
        code: "not_found",
        message: "Refused: not_found.",
        retryable: false,
        requestId: "r1",
        next: "Run patchops connections list",
        details: { field: "x" },
      },
    });
    expect(attempts).toBe(1);
  });

  test("a deadline and a signal end a request, each with its own code", async () => {
    expect(await failure(connect().usage.quota.query(undefined, { timeoutMs: 30 }))).toMatchObject({
      code: "timeout",
      sent: true,
    });
    const abort = new AbortController();
    const pending = failure(connect().usage.quota.query(undefined, { signal: abort.signal }));
    abort.abort();
    expect(await pending).toMatchObject({ code: "cancelled" });
  });

  test("no server is told apart from a server that is not PatchOps", async () => {
    const error = await failure(connect({ url: `${url}/elsewhere` }).usage.summary());
    expect(error).toMatchObject({ code: "unexpected_answer", retryable: false });
    const nobody = await closedUrl();
    const closed = await failure(createClient({ url: nobody }).usage.summary());
    expect(closed).toMatchObject({ code: "unreachable", retryable: true, sent: false });
    expect(closed.message).toContain(nobody);
    expect(() => createClient({ url: "localhost:3000" })).toThrow(PatchOpsError);
  });
});

describe("a call that waits for an approval", () => {
  const call = (name: string, options = {}) => {
    const asked: string[] = [];
    const onApproval = ({ id }: { id: string }) => void asked.push(id);
    const answer = connect().tools.call(name, { a: 1 }, { waitForApproval: true, onApproval, ...options });
    return { answer, asked };
  };

  test("says what it waits for, and goes on by itself", async () => {
    const { answer, asked } = call("approved");
    expect(await answer).toEqual({
      callId: executionId,
      durationMs: 1,
      result: { name: "approved", arguments: { a: 1 } },
    });
    expect(asked).toEqual([approval.id]);
    expect(seen).toHaveLength(1);
    expect(seen[0]?.headers["x-patchops-client"]).toBe(`sdk/${version}`);
  });

  test("keeps the refusal's code, before its question and after it", async () => {
    await expect(call("unknown").answer).rejects.toMatchObject({ code: "unknown_tool", requestId: "r1" });
    await expect(call("denied").answer).rejects.toMatchObject({ code: "approval_denied", requestId: "r1" });
    await expect(call("broken").answer).rejects.toMatchObject({ code: "unreachable", sent: true });
  });

  test("ends at its signal, which the server hears of", async () => {
    const leaving = new AbortController();
    const { answer } = call("waiting", { signal: leaving.signal, onApproval: () => leaving.abort() });
    await expect(answer).rejects.toMatchObject({ code: "cancelled" });
    await vi.waitFor(() => expect(cancelled).toEqual([approval.id]), 10_000);
    await expect(call("waiting", { signal: leaving.signal }).answer).rejects.toMatchObject({
      code: "cancelled",
    });
  });
});

describe("execute", () => {
  test("gives events in order and then the result", async () => {
    const run = connect().execute("return 1");
    expect(await run.id).toBe(executionId);
    const sequences: number[] = [];
    for await (const event of run.events()) sequences.push(event.sequence);
    expect(sequences).toEqual([1, 2, 3, 4]);
    expect(await run.result()).toMatchObject({ status: "succeeded" });
  });

  test("a stream that broke goes on where it stopped", async () => {
    breakAfter = 2;
    const sequences: number[] = [];
    for await (const event of connect().executions.events(executionId)) sequences.push(event.sequence);
    expect(sequences).toEqual([1, 2, 3, 4]);
  });

  test("a detached run is picked up after what was seen", async () => {
    const sequences: number[] = [];
    for await (const event of connect().executions.events(executionId, { after: 3 }))
      sequences.push(event.sequence);
    expect(sequences).toEqual([4]);
  });

  test("leaving the loop ends the stream", async () => {
    for await (const event of connect().executions.events(executionId)) {
      if (event.type === "log") break;
    }
    expect(seen.filter((request) => request.url?.includes("execution.events"))).toHaveLength(1);
  });

  test("a stream that is refused says why, and a server that is gone is named", async () => {
    const listen = async (client: ReturnType<typeof connect>) => {
      for await (const _ of client.executions.events(executionId));
    };
    expect(await failure(listen(connect({ apiKey: "po_other" })))).toMatchObject({ code: "unauthenticated" });
    expect(await failure(listen(connect({ apiKey: "po_broken" })))).toMatchObject({ code: "internal" });
    expect(await failure(listen(connect({ url: await closedUrl() })))).toMatchObject({ code: "unreachable" });
  });

  test("cancel and the signal reach the server", async () => {
    const abort = new AbortController();
    const client = connect();
    await client.execute("for (;;);").cancel();
    const run = client.execute("for (;;);", { signal: abort.signal });
    await run.id;
    abort.abort();
    await expect.poll(() => cancelled).toEqual([executionId, executionId]);
  });
});
