import { availableParallelism, totalmem } from "node:os";
import { createActiveRun } from "./active-run.ts";
import type { CompileFailure } from "./compile/compiled-program.ts";
import { createCompiler } from "./compile/create-compiler.ts";
import { createPool } from "./pool/create-pool.ts";
import { planLaunch } from "./pool/plan-launch.ts";
import type { RunResult } from "./run-result.ts";
import type { Sandbox, SandboxOptions } from "./sandbox.ts";
import { sourceFrame } from "./source-frame.ts";

const warmIsolates = 3;

/** Runs programs of users in processes of their own. Starts its spare processes at once; `close` ends all of them. */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  const maxChildMb = options.maxChildMb ?? 1_536;
  const runsPerChild = options.runsPerChild ?? 4;
  const byMemory = Math.floor(totalmem() / 1_048_576 / 2 / maxChildMb);
  const plan = planLaunch({
    isolates: runsPerChild + warmIsolates,
    memoryMb: options.warmMemoryMb ?? 256,
    maxRssBytes: maxChildMb * 1_048_576,
  });
  const compiler = createCompiler();
  const maxChildren = options.maxChildren ?? Math.max(2, Math.min(byMemory, availableParallelism() * 4));
  const pool = createPool(plan, {
    spares: options.spares ?? 1,
    maxChildren,
    childrenPerOrganization: Math.max(1, Math.ceil(maxChildren / 2)),
    runsPerChild,
    idleMs: options.idleMs ?? 60_000,
  });
  let nextId = 1;

  return {
    async run(asked) {
      // More than a process may hold is no promise that can be kept.
      const memoryMb = Math.min(asked.limits.memoryMb, Math.floor(maxChildMb * 0.75));
      const request = { ...asked, limits: { ...asked.limits, memoryMb } };
      const { signal } = request;
      const compiled =
        compiler.known(request.code) ?? (await compiler.compile(request.code, request.organizationId));
      if (!compiled.ok) return refused(request.code, compiled);
      return new Promise<RunResult>((resolve, reject) => {
        const cancel = () => pool.cancel(run);
        const over = () => signal?.removeEventListener("abort", cancel);
        const run = createActiveRun(nextId++, request, compiled, {
          onOver(result) {
            over();
            resolve(result);
          },
          onRefused(error) {
            over();
            reject(error);
          },
        });
        if (signal?.aborted) {
          run.end({ kind: "cancelled" });
          return;
        }
        signal?.addEventListener("abort", cancel);
        pool.add(run);
      });
    },
    stats: () => pool.stats(),
    isolation: () => plan.isolation,
    async close() {
      await Promise.all([compiler.close(), pool.close()]);
    },
  };
}

/** A program that cannot be read never meets a process. */
function refused(code: string, failure: CompileFailure): RunResult {
  const { line, column } = failure;
  const place = line === undefined ? {} : { line, ...(column === undefined ? {} : { column }) };
  const lines = code.split(/\r\n|[\n\r\u2028\u2029]/);
  return {
    status: "failed",
    error: {
      name: failure.code === "syntax_error" ? "SyntaxError" : "Error",
      code: failure.code,
      message: failure.message,
      ...place,
      ...(line === undefined ? {} : { frame: sourceFrame(lines, { line, ...place }) }),
    },
    usage: { cpuMs: 0, wallMs: 0, memoryPeakBytes: 0, toolCalls: 0 },
    logsDropped: 0,
  };
}
