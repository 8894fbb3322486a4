import { AppError } from "@patchops/contract";
import { encodeAnswer, type Hold } from "@patchops/sandbox";
import type { Context } from "../../context.ts";
import type { LiveRun } from "../live-run.ts";
import type { LogKeeper } from "../log/keep-log.ts";
import type { StoredEntry, WorkflowHeader } from "../log/stored-entry.ts";
import { queueWorkflowRun } from "../workflow/queue-run.ts";
import { awaitApproval, beginApproval } from "./ask-for-approval.ts";
import { noteStep } from "./note-step.ts";
import { outlastOutage } from "./outlast-outage.ts";
import { parseDuration } from "./parse-duration.ts";
import { waitForRun } from "./wait-for-run.ts";
import { waitInPlace } from "./wait-in-place.ts";

export interface DurableRun {
  live: LiveRun;
  hold: Hold;
  signal: AbortSignal;
  log: LogKeeper;
  /** What stands in the log of a run that is resumed. */
  earlier: readonly StoredEntry[];
  workflow: WorkflowHeader | undefined;
}

/** Answers `step`, `sleep`, `waitForApproval` and `workflows.run`: what each began stands in the log, so that it begins once. */
export async function durableCall(
  context: Context,
  run: DurableRun,
  call: { kind: "step" | "sleep" | "approval" | "workflow"; sequence: number; args: unknown },
): Promise<string> {
  const { sequence } = call;
  const args = call.args as Record<string, unknown>;
  if (call.kind === "step") {
    noteStep(run.live, args);
    return "null";
  }
  const { kind } = call;
  const begun = run.earlier.findLast((entry) => entry[0] === "awaits" && entry[1] === sequence);
  const begin = async (start: () => Promise<string> | string) => {
    if (begun?.[0] === "awaits") return begun[3];
    const value = await start();
    run.log.add(["awaits", sequence, kind, value]);
    // Nobody is to be asked twice.
    if (kind === "approval") await run.log.whenStored();
    return value;
  };
  switch (kind) {
    case "sleep": {
      const factor = typeof args.factor === "number" ? args.factor : 1;
      const until = await begin(() =>
        new Date(Date.now() + parseDuration(args.duration) * factor).toISOString(),
      );
      const { pauseAfterMs } = context.services.settings;
      await waitInPlace(run, { sleep: true, until }, { pauseAfterMs });
      return "null";
    }
    case "approval": {
      const id = await begin(() => beginApproval(context, run, args));
      return encodeAnswer(await awaitApproval(context, run, id));
    }
    case "workflow": {
      const { name } = args;
      if (typeof name !== "string") throw new AppError("invalid_input", "workflows.run takes a name.");
      const rootId = await begin(async () => {
        const asked = {
          name,
          input: args.input,
          trigger: "code" as const,
          // Known by its place: begun again after a crash it is the same run.
          idempotencyKey: `code:${run.live.executionId}:${sequence}`,
          parent: { executionId: run.live.executionId, depth: run.workflow?.depth ?? 0 },
        };
        const { executionId } = await outlastOutage(() => queueWorkflowRun(context, asked), run);
        return executionId;
      });
      return encodeAnswer(await waitForRun(context, run, { rootId, name }));
    }
  }
}
