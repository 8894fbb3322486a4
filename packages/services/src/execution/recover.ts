import { AppError, type ExecutionEvent } from "@patchops/contract";
import { DatabaseAway } from "@patchops/db";
import { leaveQuestions } from "../approval/index.ts";
import type { Services } from "../context.ts";
import { storedJson } from "../stored-json.ts";
import { appendEvents, type NewEvent } from "./append-events.ts";
import { cancelledEnd } from "./cancelled-end.ts";
import { endUnplaced } from "./end-unplaced.ts";
import { readLog, type StoredLog } from "./log/read-log.ts";
import type { StoredEntry } from "./log/stored-entry.ts";
import { begunStatus } from "./put-back.ts";
import { readStoredEvents } from "./read.ts";
import { stoppedError } from "./stopped-error.ts";
import { tellOfDoubt } from "./tell-of-doubt.ts";
import { parkHeld } from "./workflow/park-held.ts";
import { queueAgain } from "./workflow/queue-again.ts";

/** A run that takes its node down each time is not resumed for ever; a workflow may have a long call under several restarts. */
const mostCrashes = 3;
const mostCrashesOfWorkflow = 10;

const lostCall = { code: "interrupted", message: "PatchOps was stopped while this was under way." };

/**
 * What becomes of a run whose node died. It is left to be resumed by its log; but where a call had been sent that nothing says may
 * be sent again, a person decides; where there is no log, or nobody meant it to outlive its caller, it ends as interrupted.
 */
export async function recoverRun(
  services: Services,
  run: { organizationId: string; executionId: string },
): Promise<void> {
  const isCancelled = await services.database.withOrganization(run.organizationId, async (trx) => {
    await leaveQuestions(trx, run);
    const row = await trx
      .selectFrom("executions")
      .select("cancelledAt")
      .where("organizationId", "=", run.organizationId)
      .where("id", "=", run.executionId)
      .executeTakeFirst();
    return row?.cancelledAt != null;
  });
  if (isCancelled) {
    await endUnplaced(services, run, cancelledEnd);
    return;
  }
  const stored = await readLog(services, run).catch((error: unknown) => {
    if (error instanceof AppError && !DatabaseAway.isCauseOf(error)) return null;
    throw error;
  });
  if (stored?.header.workflow && !stored.entries.some(([type]) => type === "begin")) {
    await services.database.withOrganization(run.organizationId, (trx) => queueAgain(trx, run));
    return;
  }
  if (stored === null || !isResumable(stored)) {
    await endUnplaced(services, run, { status: "interrupted", error: stoppedError });
    return;
  }
  const doubtful = stored.header.repeatCalls ? [] : doubtfulCalls(stored.entries);
  const lost = lostCalls(await readStoredEvents(services, run));
  const now = new Date().toISOString();
  await services.database.withOrganization(run.organizationId, async (trx) => {
    const change =
      doubtful.length === 0
        ? { pausedAt: now, resumeAt: now, status: begunStatus }
        : { status: "needs_decision", error: storedJson(undecided(doubtful)) };
    const { numUpdatedRows } = await trx
      .updateTable("executions")
      .set(change)
      .where("organizationId", "=", run.organizationId)
      .where("id", "=", run.executionId)
      .where("finishedAt", "is", null)
      .where("pausedAt", "is", null)
      .where("status", "<>", "needs_decision")
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return;
    const state: NewEvent[] =
      doubtful.length === 0 ? [] : [{ type: "state", status: "needs_decision", at: now }];
    await appendEvents(trx, run, [...lost, ...state]);
    if (doubtful.length === 0) await parkHeld(trx, run);
    else {
      const { message } = undecided(doubtful);
      await tellOfDoubt(services, trx, { executionId: run.executionId, header: stored.header, message });
    }
  });
}

function isResumable({ header, entries }: StoredLog): boolean {
  const crashes = entries.filter(([type]) => type === "resumed").length;
  if (header.workflow) {
    // As long as it gets on it is none that takes its nodes down.
    const answered = entries.findLastIndex(([type]) => type === "answer" || type === "paused");
    return entries.slice(answered + 1).filter(([type]) => type === "resumed").length < mostCrashesOfWorkflow;
  }
  const pauses = entries.filter(([type]) => type === "paused").length;
  return header.isDetached && crashes - pauses < mostCrashes && entries.some(([type]) => type === "begin");
}

/** The names of calls that were sent, were not answered, and may not be repeated. */
function doubtfulCalls(entries: readonly StoredEntry[]): string[] {
  const names = new Map<number, string>();
  const sent = new Set<number>();
  for (const entry of entries) {
    if (entry[0] === "call")
      names.set(entry[1], entry[2] === "tool" ? `tools.${entry[3]}.${entry[4]}` : entry[2]);
    else if (entry[0] === "sent" && !entry[2]) sent.add(entry[1]);
    else if (entry[0] === "answer") sent.delete(entry[1]);
    else if (entry[0] === "paused") sent.clear();
  }
  return [...sent].map((sequence) => names.get(sequence) ?? "a call");
}

function undecided(calls: readonly string[]) {
  return {
    name: "Error",
    code: "needs_decision",
    message: `PatchOps was stopped while ${calls.join(", ")} was under way: nobody knows whether it took effect.`,
    next: "Look whether it did. Then let the run send it again and go on, or give it up.",
    retryable: false,
  };
}

/** What the calls that were under way come to: they are made anew under rows of their own. */
function lostCalls(events: readonly ExecutionEvent[]): NewEvent[] {
  const calls = new Map<string, NewEvent>();
  for (const event of events) {
    if (event.type !== "call") continue;
    if (event.call.state !== "running") calls.delete(event.call.callId);
    else
      calls.set(event.call.callId, {
        type: "call",
        call: { ...event.call, state: "error", error: lostCall },
      });
  }
  return [...calls.values()];
}
