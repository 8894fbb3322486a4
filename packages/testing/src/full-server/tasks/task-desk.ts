import { randomUUID } from "node:crypto";
import { EventEmitter, once } from "node:events";
import type { Call, Json, Question, ToolResult } from "../definition.ts";

export interface Task {
  id: string;
  status: "working" | "input_required" | "completed" | "failed" | "cancelled";
  createdAt: string;
  lastUpdatedAt: string;
  ttlMs: number;
  pollIntervalMs: number;
  result?: ToolResult;
  error?: { code: number; message: string };
  /** What it waits for, by names that are the task's own. */
  questions: Map<string, Question>;
}

type TaskCall = Pick<Call, "args" | "era" | "clientCapabilities">;

/** The tasks of one server: calls that go on after they were answered. */
export class TaskDesk {
  readonly #tasks = new Map<string, Task>();
  readonly #events = new EventEmitter<{ change: [Task]; answer: [key: string, answer: Json] }>();
  readonly #stops = new Map<string, AbortController>();

  constructor() {
    this.#events.setMaxListeners(0);
  }

  find(id: string): Task | undefined {
    return this.#tasks.get(id);
  }

  list(): Task[] {
    return [...this.#tasks.values()];
  }

  start(
    { args, era, clientCapabilities }: TaskCall,
    run: (call: Call) => ToolResult | Promise<ToolResult>,
  ): Task {
    const now = new Date().toISOString();
    const task: Task = {
      id: randomUUID(),
      status: "working",
      createdAt: now,
      lastUpdatedAt: now,
      ttlMs: 600_000,
      pollIntervalMs: 100,
      questions: new Map(),
    };
    const stop = new AbortController();
    this.#tasks.set(task.id, task);
    this.#stops.set(task.id, stop);
    const nobodyHears = () => Promise.resolve();
    const call: Call = {
      args,
      era,
      clientCapabilities,
      signal: stop.signal,
      progress: nobodyHears,
      log: nobodyHears,
      ask: (questions) => this.#ask(task, questions, stop.signal),
    };
    void Promise.resolve()
      .then(() => run(call))
      .then(
        (result) => this.#change(task, { status: "completed", result }),
        (error: { code?: number; message: string }) =>
          this.#change(task, {
            status: "failed",
            error: { code: error.code ?? -32603, message: error.message },
          }),
      );
    return task;
  }

  /** Does nothing to a task that has ended. */
  cancel(task: Task): void {
    this.#change(task, { status: "cancelled" });
    this.#stops.get(task.id)?.abort();
  }

  /** Takes answers to some of the task's questions. */
  answer(task: Task, answers: Json): void {
    for (const [key, answer] of Object.entries(answers)) {
      if (task.questions.delete(key)) this.#events.emit("answer", key, answer as Json);
    }
    if (task.questions.size === 0) this.#change(task, { status: "working" });
  }

  /** Until the task has ended or waits for answers. */
  async untilIdle(task: Task, signal: AbortSignal): Promise<void> {
    while (task.status === "working") await once(this.#events, "change", { signal });
  }

  async #ask(
    task: Task,
    questions: Record<string, Question>,
    signal: AbortSignal,
  ): Promise<Record<string, Json>> {
    const answers = Object.entries(questions).map(async ([name, question]) => {
      const own = `${name}-${randomUUID()}`;
      task.questions.set(own, question);
      for (;;) {
        const [key, answer] = await once(this.#events, "answer", { signal });
        if (key === own) return [name, answer];
      }
    });
    this.#change(task, { status: "input_required" });
    return Object.fromEntries(await Promise.all(answers));
  }

  #change(task: Task, change: Partial<Task>): void {
    if (task.status !== "working" && task.status !== "input_required") return;
    Object.assign(task, change, { lastUpdatedAt: new Date().toISOString() });
    this.#events.emit("change", task);
  }
}
