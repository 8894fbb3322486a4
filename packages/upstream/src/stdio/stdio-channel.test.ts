import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { waitFor } from "@patchops/testing";
import { describe, expect, it } from "vitest";
import type { Transport } from "../target.ts";
import { failureOf } from "../testing/failure-of.ts";
import { openTestUpstreams, testTarget } from "../testing/open-test-upstreams.ts";
import { toolCall } from "../testing/tool-call.ts";
import type { Upstreams } from "../upstreams.ts";

const program = fileURLToPath(new URL("../testing/stdio-server.ts", import.meta.url));

function stub(given: { args?: string[]; env?: Record<string, string> } = {}): Transport {
  return {
    kind: "stdio",
    command: process.execPath,
    args: [program, ...(given.args ?? [])],
    env: given.env ?? {},
  };
}

const call = (name: string, more: object = {}) => ({ ...toolCall(name), ...more });

async function pidOf(upstreams: Upstreams, target = testTarget(stub())): Promise<number> {
  return Number((await upstreams.request(target, call("pid"))).result.pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const isGone = (pid: number) => waitFor(() => !isAlive(pid), { timeoutMs: 10_000 });

describe("a stdio server", () => {
  it("is called over its pipes, many calls at once", async () => {
    const upstreams = openTestUpstreams();
    const target = testTarget(stub());
    expect(await upstreams.list(target, "tools")).toEqual([
      { name: "echo", inputSchema: { type: "object" } },
    ]);
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        upstreams.request(target, { method: "tools/call", params: { name: "echo", arguments: { index } } }),
      ),
    );
    expect(answers.map(({ result }) => result.echo)).toEqual(answers.map((_, index) => ({ index })));
  });

  it("has nothing of our environment but a path, and what is declared", async () => {
    const target = testTarget(stub({ env: { API_KEY: "k" } }));
    const { result } = await openTestUpstreams().request(target, call("environment"));
    const environment = result.environment as Record<string, string>;
    // The dynamic loader and the shell of some systems add names of their own.
    expect(Object.keys(environment).filter((name) => !name.startsWith("__"))).toEqual(["PATH", "API_KEY"]);
    expect(environment.PATH).toBe(`${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`);
    expect(result.directory).not.toBe(process.cwd());
  });

  it("is one process for each owner, which ends with the connection", async () => {
    const upstreams = openTestUpstreams();
    const first = await pidOf(upstreams, testTarget(stub(), { ownerKey: "a" }));
    expect(await pidOf(upstreams, testTarget(stub(), { ownerKey: "a" }))).toBe(first);
    const second = await pidOf(upstreams, testTarget(stub(), { ownerKey: "b" }));
    expect(second).not.toBe(first);
    upstreams.forget("connection");
    await Promise.all([isGone(first), isGone(second)]);
  });

  it("is refused where the operator has not allowed processes", async () => {
    const upstreams = openTestUpstreams({ stdioAllowed: false });
    const failure = await failureOf(upstreams.request(testTarget(stub()), call("pid")));
    expect(failure).toMatchObject({ code: "stdio_not_allowed", sent: false, retryable: false });
    const steps = [];
    for await (const step of upstreams.probe(testTarget(stub()))) steps.push(step);
    expect(steps).toMatchObject([{ step: "reach", state: "failed", cause: "stdio_not_allowed" }]);
  });

  it("that does not exist is said to be so", async () => {
    const target = testTarget({ kind: "stdio", command: "/nonexistent/program", args: [], env: {} });
    const failure = await failureOf(openTestUpstreams().request(target, call("pid")));
    expect(failure).toMatchObject({ code: "process_failed", sent: false });
    expect(failure.message).toBe("The process could not be started.");
  });

  it("that ends fails its calls, and is started again by the next", async () => {
    const upstreams = openTestUpstreams();
    const target = testTarget(stub());
    const pid = await pidOf(upstreams);
    const pending = failureOf(upstreams.request(target, call("hang")));
    const failure = await failureOf(upstreams.request(target, call("exit")));
    expect(failure).toMatchObject({ code: "process_failed", sent: true, retryable: true });
    expect(failure.message).toBe("The process ended with code 3.");
    expect((await pending).code).toBe("process_failed");
    expect(upstreams.health("connection").stderr).toBe("last words\n");
    expect(await pidOf(upstreams)).not.toBe(pid);
  });

  it("may write what it likes to stdout and stderr", async () => {
    const heard: unknown[] = [];
    const { result } = await openTestUpstreams().request(
      testTarget(stub()),
      call("noise", { onProgress: (progress: unknown) => heard.push(progress) }),
    );
    expect(result).toEqual({ quiet: true });
    expect(heard).toEqual([{ progress: 1 }]);
  });

  it("that floods us with a line is ended", async () => {
    const upstreams = openTestUpstreams({ maxResultBytes: 50_000 });
    const pid = await pidOf(upstreams);
    const failure = await failureOf(upstreams.request(testTarget(stub()), call("flood")));
    expect(failure).toMatchObject({ code: "result_too_large", sent: true });
    await isGone(pid);
  });

  it("can be cancelled and timed out without harm to other calls", async () => {
    const upstreams = openTestUpstreams();
    const target = testTarget(stub());
    const pid = await pidOf(upstreams);
    expect((await failureOf(upstreams.request(target, call("hang", { timeoutMs: 30 })))).code).toBe(
      "timeout",
    );
    const signal = AbortSignal.timeout(30);
    expect((await failureOf(upstreams.request(target, call("hang", { signal })))).code).toBe("cancelled");
    expect(await pidOf(upstreams)).toBe(pid);
  });

  it("that nobody uses is ended", async () => {
    const upstreams = openTestUpstreams({ idleMs: 100 });
    await isGone(await pidOf(upstreams));
  });

  it("ends with us, with what it has started itself, however stubborn", async () => {
    const upstreams = openTestUpstreams();
    const target = testTarget(stub({ args: ["--stubborn"] }));
    const pid = await pidOf(upstreams, target);
    const child = Number((await upstreams.request(target, call("spawn"))).result.pid);
    expect([isAlive(pid), isAlive(child)]).toEqual([true, true]);
    await upstreams.close();
    await Promise.all([isGone(pid), isGone(child)]);
  });
});
