import type {
  DeployedWorkflow,
  DeployWorkflowInput,
  Execution,
  ListWorkflowRunsInput,
  RerunWorkflowInput,
  Workflow,
  WorkflowRunPage,
  WorkflowSummary,
} from "@patchops/contract";
import { createExecutions, type EventsOptions, type Run, whenEnded } from "./execute.ts";
import type { RequestOptions, Routers } from "./routers.ts";

/** A run of a workflow that was started: `events` are those of each of its attempts in turn, `result` is that of the last one. */
export type StartedWorkflow = Omit<Run, "check">;

export interface RunWorkflowOptions {
  /** A draft, to try it; else the published version. */
  version?: number | undefined;
  /** Two starts with the same one are one run. */
  idempotencyKey?: string | undefined;
  /** Not before then. */
  at?: Date | string | undefined;
}

export interface Workflows {
  /** All of the organization, by name, each with its newest runs. */
  list(options?: RequestOptions): Promise<WorkflowSummary[]>;
  /**
   * One with the program and settings that run, and when it runs next.
   *
   * @example
   * await client.workflows.deploy({ name: "add", code: "return input.a + input.b" });
   * const { status, current } = await client.workflows.get("add");
   * if (status !== "active" || current.version < 1) throw new Error("It does not run.");
   */
  get(name: string, options?: RequestOptions): Promise<Workflow>;
  /** Makes a version and publishes it, where anything has changed; `publish: false` makes a draft. */
  deploy(workflow: DeployWorkflowInput, options?: RequestOptions): Promise<DeployedWorkflow>;
  /**
   * Runs one now, or not before a time; it goes on when nobody listens.
   *
   * @example
   * await client.workflows.deploy({ name: "add", code: "console.log('on it'); return input.a + input.b" });
   * const run = client.workflows.run("add", { a: 40, b: 2 });
   * for await (const event of run.events()) if (event.type === "log") console.log(event.log.text);
   * const { status, result } = await run.result();
   * if (status !== "succeeded" || result !== 42) throw new Error(status);
   */
  run(name: string, input?: unknown, options?: RunWorkflowOptions): StartedWorkflow;
  /** Runs of one or of all, the newest first; `isDead`: those that failed for good. */
  runs(filter?: ListWorkflowRunsInput, options?: RequestOptions): Promise<WorkflowRunPage>;
  /** Logs, calls, steps and states of a run that was started somewhere else. */
  events(executionId: string, options?: EventsOptions): ReturnType<Run["events"]>;
  /** Runs a run once more, all of it or from a step on. */
  rerun(executionId: string, how?: Omit<RerunWorkflowInput, "executionId">): StartedWorkflow;
  /** Stops the triggers of a workflow, or a single run by its id; `resume` lets them go on. */
  pause(what: string | { executionId: string }, options?: RequestOptions): Promise<void>;
  resume(what: string | { executionId: string }, options?: RequestOptions): Promise<void>;
}

export function createWorkflows(routers: Routers): Workflows {
  const { workflow } = routers;
  const executions = createExecutions(routers);

  function follow(started: Promise<{ executionId: string }>): StartedWorkflow {
    const id = started.then(({ executionId }) => executionId);
    id.catch(() => undefined);
    return {
      id,
      async *events(options = {}) {
        yield* executions.events(await id, options);
        const { signal } = options;
        for (let at: string | null = await id; signal?.aborted !== true; ) {
          at = await nextAttempt(await executions.get(at, { signal }), { signal });
          if (at === null) return;
          yield* executions.events(at, { signal });
        }
      },
      async result(options = {}) {
        let ended = await whenEnded(executions, await id, options);
        for (;;) {
          const next = await nextAttempt(ended, options);
          if (next === null) return ended;
          ended = await whenEnded(executions, next, options);
        }
      },
      async cancel() {
        await routers.execution.cancel.mutate({ executionId: await id });
      },
    };
  }

  /** The attempt that follows one that failed. */
  async function nextAttempt(
    { executionId: id, status }: Execution,
    options: Pick<EventsOptions, "signal">,
  ): Promise<string | null> {
    if (status === "succeeded" || status === "cancelled") return null;
    const { runs } = await workflow.runs.query({ attemptsOf: id, limit: 100 }, options);
    const ended = runs.find(({ executionId }) => executionId === id);
    return runs.find(({ attempt }) => attempt === (ended?.attempt ?? 0) + 1)?.executionId ?? null;
  }

  async function setPaused(
    what: string | { executionId: string },
    isPaused: boolean,
    options?: RequestOptions,
  ): Promise<void> {
    if (typeof what === "string") await workflow.pause.mutate({ name: what, isPaused }, options);
    else await workflow.pauseRun.mutate({ executionId: what.executionId, isPaused }, options);
  }

  return {
    list: (options) => workflow.list.query(undefined, options),
    get: (name, options) => workflow.get.query({ name }, options),
    deploy: (given, options) => workflow.deploy.mutate(given, options),
    run(name, input, { at, ...options } = {}) {
      const time = at instanceof Date ? at.toISOString() : at;
      return follow(workflow.run.mutate({ name, input, ...options, ...(time && { at: time }) }));
    },
    runs: (filter, options) => workflow.runs.query(filter, options),
    events: executions.events,
    rerun: (executionId, how = {}) => follow(workflow.rerun.mutate({ executionId, ...how })),
    pause: (what, options) => setPaused(what, true, options),
    resume: (what, options) => setPaused(what, false, options),
  };
}
