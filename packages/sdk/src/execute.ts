import type {
  Execution,
  ExecutionEvent,
  ExecutionReplay,
  ProgramCheck,
  StartExecutionInput,
} from "@patchops/contract";
import { iterate } from "./iterate.ts";
import type { RequestOptions, Routers } from "./routers.ts";

/** A program, or the name under which one is saved. */
export type Program = string | { snippet: string };

export interface ExecuteOptions extends Omit<StartExecutionInput, "code"> {
  /** Has the program checked against the types of your tools before it starts: see `check` of the run. */
  check?: boolean | undefined;
  /** Cancels the run on the server. */
  signal?: AbortSignal | undefined;
}

export interface EventsOptions {
  /** The last sequence already seen. Default 0: from the beginning. */
  after?: number | undefined;
  /** Ends the listening, not the run. */
  signal?: AbortSignal | undefined;
}

/** A run that was started. */
export interface Run {
  /** Known when the server has accepted the program. Rejects with `quota_exceeded`, `too_many_calls`, `insufficient_scope`, … */
  readonly id: Promise<string>;
  /**
   * What the check found that was asked for. `null` without one, and where it could not be made. Whatever it says, the program
   * runs.
   *
   * @example
   * const run = client.execute("const n: number = 'a'; return n", { check: true });
   * for (const { line, message } of (await run.check)?.diagnostics ?? []) console.log(`line ${line}: ${message}`);
   * if ((await run.result()).result !== "a") throw new Error("It did not run.");
   */
  readonly check: Promise<ProgramCheck | null>;
  /**
   * Logs, tool calls and states in order, as they come; ends when the run has ended.
   *
   * @example
   * const run = client.execute("console.log('one'); return await tools.demo.list_orders({ limit: 1 })");
   * for await (const event of run.events()) {
   *   if (event.type === "log") console.log(event.log.level, event.log.text);
   *   if (event.type === "call") console.log(event.call.tool, event.call.state);
   * }
   */
  events(options?: EventsOptions): AsyncIterable<ExecutionEvent>;
  /** The finished run. A program that failed resolves too: see `status` and `error`. */
  result(options?: Pick<EventsOptions, "signal">): Promise<Execution>;
  /**
   * Stops the program. A run that is over stays as it is.
   *
   * @example
   * const run = client.execute("for (;;);");
   * await run.cancel();
   * if ((await run.result()).status !== "cancelled") throw new Error("It goes on.");
   */
  cancel(): Promise<void>;
}

export interface Executions {
  /**
   * A run with its logs and calls, finished or not.
   *
   * @example
   * const id = await client.execute("return 1").id;
   * const { status, logs, usage } = await client.executions.get(id);
   * console.log(status, logs.length, usage.wallMs);
   */
  get(executionId: string, options?: RequestOptions): Promise<Execution>;
  /**
   * Picks up a run that goes on somewhere else.
   *
   * @example
   * const id = await client.execute("console.log('a'); console.log('b')").id;
   * for await (const event of client.executions.events(id, { after: 2 })) console.log(event.sequence, event.type);
   */
  events(executionId: string, options?: EventsOptions): AsyncIterable<ExecutionEvent>;
  /**
   * Runs the program of a run again with the answers, times and random numbers that it had: for debugging. No call goes out.
   *
   * @example
   * const run = client.execute("return Math.random()");
   * const { executionId } = await run.result();
   * const { isSame } = await client.executions.replay(executionId);
   * if (!isSame) throw new Error("It ended otherwise.");
   */
  replay(executionId: string, options?: RequestOptions): Promise<ExecutionReplay>;
}

/** Past every sequence: a listener who only wants to know when the run ends. */
const afterAll = 2_147_483_647;

export function createExecutions(routers: Routers): Executions {
  return {
    get: (executionId, options) => routers.execution.get.query({ executionId }, options),
    replay: (executionId, options) => routers.execution.replay.mutate({ executionId }, options),
    async *events(executionId, { after = 0, signal } = {}) {
      const events = iterate<{ data: ExecutionEvent }>((subscriber) =>
        routers.execution.events.subscribe({ executionId, after }, { ...subscriber, signal }),
      );
      for await (const { data } of events) yield data;
    },
  };
}

/** A run once it has ended. */
export async function whenEnded(
  executions: Executions,
  executionId: string,
  options: Pick<EventsOptions, "signal">,
): Promise<Execution> {
  let execution = await executions.get(executionId, options);
  while (execution.finishedAt === null) {
    for await (const _ of executions.events(executionId, { ...options, after: afterAll }));
    execution = await executions.get(executionId, options);
  }
  return execution;
}

async function checkFirst(
  routers: Routers,
  program: Program,
  signal?: AbortSignal,
): Promise<ProgramCheck | null> {
  try {
    const { code } =
      typeof program === "string"
        ? { code: program }
        : await routers.snippet.get.query({ name: program.snippet }, { signal });
    return await routers.execution.check.mutate({ code }, { signal });
  } catch {
    // The run itself tells what is wrong.
    return null;
  }
}

export function execute(
  routers: Routers,
  program: Program,
  { signal, check: isChecked = false, ...input }: ExecuteOptions,
): Run {
  const executions = createExecutions(routers);
  const check = isChecked ? checkFirst(routers, program, signal) : null;
  const start = () => {
    // Once it is on its way, a start is not given up: only with its answer can the run be cancelled.
    const request = signal?.aborted ? { signal } : {};
    return typeof program === "string"
      ? routers.execution.start.mutate({ code: program, ...input }, request)
      : routers.snippet.run.mutate({ name: program.snippet, ...input }, request);
  };
  const id = (check ? check.then(start) : start()).then(({ executionId }) => executionId);
  const cancel = async () => {
    await routers.execution.cancel.mutate({ executionId: await id });
  };
  // Both fail where the program never started, which `id` and `result()` tell.
  const stop = () => void cancel().catch(() => undefined);
  id.catch(() => undefined);
  signal?.addEventListener("abort", stop, { once: true });
  return {
    id,
    check: check ?? Promise.resolve(null),
    async *events(options) {
      yield* executions.events(await id, options);
    },
    async result(options = {}) {
      const execution = await whenEnded(executions, await id, options);
      signal?.removeEventListener("abort", stop);
      return execution;
    },
    cancel,
  };
}
