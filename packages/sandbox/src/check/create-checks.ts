import { createHash } from "node:crypto";
import { AppError, type ProgramCheck } from "@patchops/contract";
import type { Checked } from "./check-message.ts";
import { type CheckProcess, type CheckProgram, createCheckProcess } from "./create-check-process.ts";
import { createTurns } from "./create-turns.ts";
import { describeProblems } from "./describe-problems.ts";
import { planCheck } from "./plan-check.ts";

const mebibyte = 1_048_576;
/** One organization holds one at most. */
const maxProcesses = 2;
const waitingOfOne = 20;
const rememberedRefusals = 1_000;

export interface ChecksOptions {
  /** After that time without a check a process ends. */
  idleMs?: number;
  maxCpuMs?: number;
  maxWallMs?: number;
  /** Of the compiler's heap; its process may grow to twice that. */
  heapMb?: number;
}

export interface CheckRequest extends CheckProgram {
  organizationId: string;
  signal?: AbortSignal;
}

export interface Checks {
  /** Rejects with `AppError` when too many wait, no process can be started, or it is closed; never because of the program. */
  check(request: CheckRequest): Promise<ProgramCheck>;
  /** How many processes live. */
  processes(): number;
  close(): void;
}

/**
 * Checks programs against types in processes of their own: the first check starts one, which ends when nothing was checked for
 * a while. Organizations take turns. A program that took too long is known by its hash and costs no second time.
 */
export function createChecks(options: ChecksOptions = {}): Checks {
  const { idleMs = 60_000, maxCpuMs = 5_000, maxWallMs = 60_000, heapMb = 512 } = options;
  const maxRssBytes = 2 * heapMb * mebibyte;
  const turns = createTurns({ atOnce: maxProcesses, waitingOfOne, what: "checks" });
  const idle = new Map<CheckProcess, NodeJS.Timeout>();
  const all = new Set<CheckProcess>();
  const refused = new Set<string>();
  let plan: ReturnType<typeof planCheck> | undefined;
  let isClosed = false;

  async function start(): Promise<CheckProcess> {
    plan ??= planCheck({ heapMb, maxRssBytes });
    const planned = await plan;
    if (isClosed) throw closed();
    const made = createCheckProcess(planned, { maxCpuMs, maxWallMs, maxRssBytes }, () => {
      all.delete(made);
      clearTimeout(idle.get(made));
      idle.delete(made);
    });
    all.add(made);
    return made;
  }

  /** One that has read the types already goes first. */
  function takeIdle(version: string): CheckProcess | undefined {
    const free = [...idle.keys()];
    const taken = free.find((each) => each.version() === version) ?? free[0];
    if (!taken) return undefined;
    clearTimeout(idle.get(taken));
    idle.delete(taken);
    return taken;
  }

  async function work(program: CheckProgram): Promise<Checked | null> {
    const process = takeIdle(program.version) ?? (await start());
    const checked = await process.check(program);
    // Its end is on the way.
    if (checked === null) all.delete(process);
    else idle.set(process, setTimeout(process.end, idleMs).unref());
    return checked;
  }

  function refuse(hash: string): void {
    refused.add(hash);
    const [oldest] = refused;
    if (refused.size > rememberedRefusals && oldest !== undefined) refused.delete(oldest);
  }

  return {
    async check({ organizationId, signal, ...program }) {
      if (isClosed) throw closed();
      const hash = createHash("sha256").update(`${program.version} ${program.code}`).digest("base64");
      const checked = refused.has(hash)
        ? null
        : await turns.take(organizationId, () => work(program), signal);
      if (checked !== null) {
        const { problems, schemas } = checked;
        const diagnostics = describeProblems(program.code, problems);
        return { diagnostics, isComplete: true, ...(schemas && { schemas }) };
      }
      if (isClosed) throw closed();
      refuse(hash);
      return { diagnostics: [], isComplete: false };
    },
    processes: () => all.size,
    close() {
      isClosed = true;
      turns.close(closed());
      for (const process of all) process.end();
      for (const timer of idle.values()) clearTimeout(timer);
    },
  };
}

const closed = (): AppError => new AppError("unavailable", "The server is shutting down.");
