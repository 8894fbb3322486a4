import { availableParallelism, totalmem } from "node:os";
import { AppError } from "@patchops/contract";
import { type ActiveRun, createActiveRun } from "./active-run.ts";
import { createChecks } from "./check/create-checks.ts";
import type { CompileFailure, CompileOutcome } from "./compile/compiled-program.ts";
import { createCompiler } from "./compile/create-compiler.ts";
import { createPool } from "./pool/create-pool.ts";
import { planLaunch } from "./pool/plan-launch.ts";
import type { Isolation } from "./pool/plan-process.ts";
import type { RunError, RunResult } from "./run-result.ts";
import type { Sandbox, SandboxOptions } from "./sandbox.ts";
import { sourceFrame } from "./source-frame.ts";

const warmIsolates = 3;
/** How many runs may wait for each that runs. An organization that has none underway is never turned away. */
const waitingPerPlace = 4;

/** Runs programs of users in processes of their own. Starts its spare processes at once; `close` ends all of them. */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  const maxChildMb = options.maxChildMb ?? 1_536;
  const runsPerChild = options.runsPerChild ?? 4;
  const byMemory = Math.floor(totalmem() / 1_048_576 / 2 / maxChildMb);
  let isolation: Isolation | null = null;
  const planned = planLaunch({
    isolates: runsPerChild + warmIsolates,
    memoryMb: options.warmMemoryMb ?? 256,
    maxRssBytes: maxChildMb * 1_048_576,
  });
  void planned.then((plan) => {
    isolation = plan.isolation;
  });
  const compiler = createCompiler();
  const checks = createChecks();
  const maxChildren = options.maxChildren ?? Math.max(2, Math.min(byMemory, availableParallelism() * 4));
  const childrenPerOrganization = Math.max(1, Math.ceil(maxChildren / 2));
  const pool = createPool(planned, {
    spares: options.spares ?? 1,
    maxChildren,
    childrenPerOrganization,
    runsPerChild,
    idleMs: options.idleMs ?? 60_000,
    onTrouble: options.onTrouble ?? (() => undefined),
  });
  /** Runs that have not ended, altogether and by organization. */
  const underway = new Map<string, number>();
  let all = 0;
  const places = (children: number) => (1 + waitingPerPlace) * children * runsPerChild;
  let nextId = 1;

  function count(organizationId: string, change: 1 | -1): void {
    all += change;
    const own = (underway.get(organizationId) ?? 0) + change;
    if (own > 0) underway.set(organizationId, own);
    else underway.delete(organizationId);
  }

  function submit(run: ActiveRun, compiled: CompileOutcome): void {
    if (run.isOver()) return;
    if (compiled.ok) {
      run.program = compiled;
      pool.add(run);
    } else run.fail(unreadable(run.request.code, compiled));
  }

  return {
    requireRoom(organizationId) {
      const own = underway.get(organizationId) ?? 0;
      if (own >= places(childrenPerOrganization) || (own > 0 && all >= places(maxChildren)))
        throw noRoom(own);
    },
    async run(asked) {
      // More than a process may hold is no promise that can be kept.
      const memoryMb = Math.min(asked.limits.memoryMb, Math.floor(maxChildMb * 0.75));
      const request = { ...asked, limits: { ...asked.limits, memoryMb } };
      const { signal, pause, organizationId, code } = request;
      return new Promise<RunResult>((resolve, reject) => {
        const cancel = () => {
          run.freeze();
          pool.cancel(run);
        };
        const giveUp = () => {
          run.pause();
          pool.cancel(run);
        };
        const over = () => {
          signal?.removeEventListener("abort", cancel);
          pause?.removeEventListener("abort", giveUp);
          count(organizationId, -1);
        };
        const run = createActiveRun(nextId++, request, {
          onOver(result) {
            over();
            resolve(result);
          },
          onRefused(error) {
            over();
            reject(error);
          },
          onHold: () => pool.keepTime(run),
        });
        count(organizationId, 1);
        if (signal?.aborted) {
          run.end({ kind: "cancelled" });
          return;
        }
        signal?.addEventListener("abort", cancel);
        pause?.addEventListener("abort", giveUp);
        const known = compiler.known(code);
        if (known) {
          submit(run, known);
          return;
        }
        run.wait();
        compiler.compile(code, organizationId).then(
          (compiled) => submit(run, compiled),
          (error: AppError) => run.refuse(error),
        );
      });
    },
    check: (request) => checks.check(request),
    async whyUnreadable({ organizationId, code }) {
      const compiled = compiler.known(code) ?? (await compiler.compile(code, organizationId));
      return compiled.ok ? null : unreadable(code, compiled);
    },
    stats: () => pool.stats(),
    isolation: () => isolation,
    async close() {
      checks.close();
      await Promise.all([compiler.close(), pool.close()]);
    },
  };
}

/** A program that cannot be read never meets a process. */
function unreadable(code: string, failure: CompileFailure): RunError {
  const { line, column } = failure;
  const place = line === undefined ? {} : { line, ...(column === undefined ? {} : { column }) };
  const lines = code.split(/\r\n|[\n\r\u2028\u2029]/);
  return {
    name: failure.code === "syntax_error" ? "SyntaxError" : "Error",
    code: failure.code,
    message: failure.message,
    ...place,
    ...(line === undefined ? {} : { frame: sourceFrame(lines, { line, ...place }) }),
  };
}

function noRoom(count: number): AppError {
  const text = `${count} programs of the organization run or wait for a free place; there is room for no more.`;
  return new AppError("too_many_calls", text, {
    sent: false,
    retryAfterSeconds: 2,
    next: "Try again in some seconds, or run fewer programs at once.",
    details: { meter: "executions", limit: count },
  });
}
