import { AppError } from "@patchops/contract";
import type { LaunchPlan } from "../pool/plan-process.ts";
import { readCpuMs } from "../pool/read-cpu-ms.ts";
import { readRssBytes } from "../pool/read-rss-bytes.ts";
import { startChild } from "../pool/start-child.ts";
import type { CheckAnswer, Checked, CheckRequest } from "./check-message.ts";

const watchMs = 100;
const startMs = 60_000;

export interface CheckLimits {
  /** Of one check, by the process's own CPU time: on a busy machine a good program takes long and is checked all the same. */
  maxCpuMs: number;
  /** Where the system tells no CPU time, and for a process that stands still. */
  maxWallMs: number;
  maxRssBytes: number;
}

export interface CheckProgram {
  code: string;
  declarations: string;
  /** Changes when the declarations do. */
  version: string;
  /** Whether the schemas of its input and output are wanted as well. */
  wantsSchemas?: boolean;
}

export interface CheckProcess {
  /** The types that it has read. */
  version(): string | undefined;
  /**
   * One program at a time. `null`: it went beyond the limits, or broke the compiler; the process is gone then. Rejects with
   * `unavailable` when the process could not be started.
   */
  check(program: CheckProgram): Promise<Checked | null>;
  end(): void;
}

/** Starts a process that checks programs. `onEnd` is told once, whatever ended it. */
export function createCheckProcess(plan: LaunchPlan, limits: CheckLimits, onEnd: () => void): CheckProcess {
  const ready = Promise.withResolvers<void>();
  let version: string | undefined;
  let settle: ((checked: Checked | null) => void) | undefined;
  const child = startChild<CheckRequest, CheckAnswer>(plan, {
    onMessage(answer) {
      if (answer.type === "ready") ready.resolve();
      else done(answer.checked);
    },
    onExit({ stderr }) {
      const cause = new Error(stderr);
      ready.reject(new AppError("unavailable", "The program could not be checked just now.", { cause }));
      done(null);
      onEnd();
    },
  });
  const starting = setTimeout(child.kill, startMs);
  // Whoever checks hears of it.
  ready.promise.catch(() => undefined).finally(() => clearTimeout(starting));

  function done(checked: Checked | null): void {
    const told = settle;
    settle = undefined;
    told?.(checked);
  }

  function watch(): NodeJS.Timeout {
    const startedMs = performance.now();
    const cpuBeforeMs = readCpuMs(child.pid) ?? 0;
    return setInterval(() => {
      const usedMs = (readCpuMs(child.pid) ?? 0) - cpuBeforeMs;
      const isTooLong = usedMs > limits.maxCpuMs || performance.now() - startedMs > limits.maxWallMs;
      if (isTooLong || (readRssBytes(child.pid) ?? 0) > limits.maxRssBytes) child.kill();
    }, watchMs);
  }

  return {
    version: () => version,
    async check(program) {
      await ready.promise;
      const { promise, resolve } = Promise.withResolvers<Checked | null>();
      settle = resolve;
      const isKnown = version === program.version;
      version = program.version;
      const watching = watch();
      child.send({
        code: program.code,
        wantsSchemas: program.wantsSchemas === true,
        declarations: isKnown ? null : program.declarations,
      });
      const checked = await promise;
      clearInterval(watching);
      if (checked === null) child.kill();
      return checked;
    },
    end: child.kill,
  };
}
