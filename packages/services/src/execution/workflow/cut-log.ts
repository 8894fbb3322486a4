import { createHash } from "node:crypto";
import { AppError, type ExecutionStep } from "@patchops/contract";
import type { Services } from "../../context.ts";
import { readLog } from "../log/read-log.ts";
import type { StoredEntry } from "../log/stored-entry.ts";
import { readStoredEvents } from "../read.ts";

const kept: readonly string[] = ["begin", "call", "answer", "step", "times", "awaits", "from"];

export interface CutLog {
  entries: StoredEntry[];
  /** As they stood by then; those that were over say in which run. */
  steps: ExecutionStep[];
}

/**
 * The log of an earlier run up to a step: what was answered before it stands as it was. `step` null: the one that was open when it
 * failed; where none was, there is nothing to go on from (null). Throws `not_found` where the log is not kept, or has no such step.
 */
export async function cutLog(
  services: Services,
  { organizationId, executionId, step }: { organizationId: string; executionId: string; step: string | null },
): Promise<CutLog | null> {
  const events = await readStoredEvents(services, { organizationId, executionId });
  const steps = events.flatMap((event) => (event.type === "step" ? [event.step] : []));
  const found =
    step === null
      ? steps.findLast(({ number }) => lastOf(steps, number)?.state !== "done")
      : steps.find(({ name }) => name === step);
  if (found === undefined) {
    if (step === null) return null;
    throw new AppError("not_found", `The run has no step named ${step}.`);
  }
  const { entries, header } = await readLog(services, { organizationId, executionId });
  const { number, name } = found;
  // The log holds a hash of what each call was given.
  const begun = JSON.stringify({ number, name, state: "running", attempt: 1 });
  const hash = createHash("sha256").update(begun).digest("base64url");
  const first = entries.findLastIndex(([type]) => type === "begin");
  const at = entries.findIndex(
    (entry, index) => index > first && entry[0] === "call" && entry[2] === "step" && entry[5] === hash,
  );
  const cut = entries[at];
  if (cut?.[0] !== "call") throw new AppError("not_found", `The log does not say where ${name} begins.`);
  // Where this run itself went on from one, the step may be of that one.
  const owner = entries.slice(at).find((entry) => entry[0] === "from")?.[1] ?? executionId;
  const before = new Map(
    steps
      .slice(
        0,
        steps.findIndex((each) => each.number === number),
      )
      .map((each) => [each.number, each]),
  );
  const from = { executionId, attempt: header.workflow?.attempt ?? 1 };
  return {
    entries: [...entries.slice(0, at).filter(([type]) => kept.includes(type)), ["from", owner, cut[1] - 1]],
    steps: [...before.values()].map((each) => (each.state === "running" ? each : { from, ...each })),
  };
}

function lastOf(steps: readonly ExecutionStep[], number: number): ExecutionStep | undefined {
  return steps.findLast((step) => step.number === number);
}
