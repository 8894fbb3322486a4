import type { Primordials } from "./primordials.ts";

type Call = (
  kind: string,
  connection: string | undefined,
  tool: string | undefined,
  args: unknown,
  above: (...args: never[]) => unknown,
) => Promise<unknown>;

/** `step`, `sleep`, `waitForApproval` and `workflows`: the host keeps what they come to in the run's log, and does the waiting. */
export function createDurable(p: Primordials, call: Call) {
  let steps = 0;

  function note(about: object, above: (...args: never[]) => unknown): Promise<unknown> {
    return call("step", undefined, undefined, { __proto__: null, ...about }, above);
  }

  function messageOf(thrown: unknown): string {
    if (typeof thrown !== "object" || thrown === null) return "It failed.";
    try {
      const { message } = thrown as { message?: unknown };
      return typeof message === "string" ? p.slice(message, 0, 500) : "It failed.";
    } catch {
      return "It failed.";
    }
  }

  async function step(name: unknown, first: unknown, second?: unknown): Promise<unknown> {
    const work = second === undefined ? first : second;
    if (typeof name !== "string" || typeof work !== "function") {
      throw new p.TypeError("step takes a name and a function: step(name, async () => { … }).");
    }
    const options = (second === undefined ? {} : p.Object(first)) as {
      attempts?: unknown;
      backoff?: unknown;
    };
    const attempts = options.attempts === undefined ? 1 : p.Number(options.attempts);
    const backoff = options.backoff === undefined ? 1_000 : options.backoff;
    steps += 1;
    const number = steps;
    let factor = 1;
    for (let attempt = 1; ; attempt += 1) {
      await note({ number, name, state: "running", attempt }, step);
      try {
        const value: unknown = await p.apply(work, undefined, []);
        await note({ number, name, state: "done", attempt }, step);
        return value;
      } catch (thrown) {
        await note({ number, name, state: "failed", attempt, error: messageOf(thrown) }, step);
        if (!(attempt < attempts)) throw thrown;
        await call("sleep", undefined, undefined, { __proto__: null, duration: backoff, factor }, step);
        factor *= 2;
      }
    }
  }

  function sleep(duration: unknown): Promise<unknown> {
    return call("sleep", undefined, undefined, { __proto__: null, duration }, sleep);
  }

  function waitForApproval(question: unknown, options?: unknown): Promise<unknown> {
    return call("approval", undefined, undefined, { __proto__: null, question, options }, waitForApproval);
  }

  const workflows = {
    run: function run(name: unknown, input?: unknown) {
      return call("workflow", undefined, undefined, { __proto__: null, name, input }, run);
    },
  };

  return { globals: { step, sleep, waitForApproval, workflows } };
}
