import { AppError, type ExecutionEvent } from "@patchops/contract";
import { DatabaseAway } from "@patchops/db";
import { requireStanding } from "../approval/index.ts";
import type { Actor, Services } from "../context.ts";
import { planOf } from "../plan-of.ts";
import { type Admission, admit, reserveCpu } from "../usage/index.ts";
import { withPatience } from "../with-patience.ts";
import { beginRun } from "./begin-run.ts";
import { cancelledEnd } from "./cancelled-end.ts";
import { conductRun } from "./conduct.ts";
import { contextOfRun } from "./context-of-run.ts";
import { endUnplaced } from "./end-unplaced.ts";
import { registerRun } from "./interrupt.ts";
import { createLiveRun } from "./live-run.ts";
import { keepLog } from "./log/keep-log.ts";
import { readLog, type StoredLog } from "./log/read-log.ts";
import type { RunHeader } from "./log/stored-entry.ts";
import { putBack } from "./put-back.ts";
import { readStoredEvents } from "./read.ts";
import type { ClaimedRun } from "./system/claim-paused-runs.ts";
import { type CutLog, cutLog } from "./workflow/cut-log.ts";
import { standingActor } from "./workflow/standing-actor.ts";

/** What is stored of a run, and in whose name it goes on. */
export interface KnownRun {
  row: Awaited<ReturnType<typeof readRow>>;
  events: readonly ExecutionEvent[];
  log: StoredLog;
  actor: Actor;
}

/**
 * Leads a paused run that this node has taken to where it was, and on from there. Resolves when it has ended or is paused again.
 * Where there is no room it is left for later; where its starter may not act any more, or its log is gone, it ends.
 * `known`: of one that was stored right now, so that nothing is to be read.
 */
export async function resumeRun(services: Services, claimed: ClaimedRun, known?: KnownRun): Promise<void> {
  let ready: (() => Promise<void>) | null;
  try {
    const found = known ?? (await readKnown(services, claimed));
    ready = found && (await prepare(services, claimed, found));
  } catch (error) {
    // Whatever was in the way, nobody else would take it again: it is on no node, and not paused.
    await withPatience(() => putBack(services, claimed));
    throw error;
  }
  await ready?.();
}

/** Null where it ends instead: whoever started it may not act any more, or its log is gone. */
async function readKnown(services: Services, claimed: ClaimedRun): Promise<KnownRun | null> {
  const reading = Promise.all([readRow(services, claimed), readStoredEvents(services, claimed)]);
  // Where there is no log nobody looks at them.
  reading.catch(() => undefined);
  try {
    const log = await readLog(services, claimed);
    const actor = await requireActor(services, log.header);
    const [row, events] = await reading;
    return { row, events, log, actor };
  } catch (error) {
    if (!(error instanceof AppError) || DatabaseAway.isCauseOf(error)) throw error;
    // It waits for the end of that.
    if (error.code === "organization_frozen") throw error;
    await endUnplaced(services, claimed, { status: "interrupted", error });
    return null;
  }
}

/** How it goes on; null where it does not, or not now. */
async function prepare(
  services: Services,
  claimed: ClaimedRun,
  { row, events, log: stored, actor }: KnownRun,
): Promise<(() => Promise<void>) | null> {
  const { organizationId, executionId } = claimed;
  const { parts, bytes } = stored;
  const context = contextOfRun(services, { ...stored.header, actor });
  if (row.cancelledAt !== null) {
    await endUnplaced(services, claimed, cancelledEnd);
    return null;
  }
  // Somebody has paused it meanwhile.
  if (row.heldAt !== null) {
    await putBack(services, claimed);
    return null;
  }
  const isFirst = row.status === "queued";
  const copied = isFirst ? await readEarlier(services, organizationId, stored.header) : null;
  const entries = copied?.entries ?? stored.entries;
  // A node that died did not say how long it had taken; its log does, as far as it goes.
  const wallMs = row.wallMs ?? entries.findLast((entry) => entry[0] === "step")?.[1] ?? 0;
  const { waitedMs, logLines } = entries.findLast((entry) => entry[0] === "paused")?.[1] ?? {
    waitedMs: 0,
    logLines: isFirst ? 0 : events.filter(({ type }) => type === "log").length,
  };
  const isForPeople = entries.findLast((entry) => entry[0] === "paused")?.[1].isForPeople !== false;
  const pausedMs = isFirst || !isForPeople ? 0 : Math.max(0, Date.now() - Date.parse(claimed.pausedAt));
  const { userId, apiKeyId, oauthGrantId } = stored.header.actor;
  const live = createLiveRun({
    organizationId,
    executionId,
    starter: { userId, apiKeyId, oauthGrantId },
    // Whoever followed it may be with another node.
    isDetached: true,
    isWorkflow: stored.header.workflow !== undefined,
    earlier: {
      events,
      waitedMs: waitedMs + pausedMs,
      wallMs,
      beganAt: row.startedAt,
    },
  });
  let admission: Admission | undefined;
  let header: RunHeader;
  try {
    admission = await admitAgain(services, organizationId, !isFirst);
    header = await cutByMonth(services, stored.header, { organizationId, usedMs: row.cpuMs ?? 0 });
    registerRun(services, live);
  } catch (error) {
    live.finish();
    admission?.settle({ isUsed: !isFirst });
    if (error instanceof AppError && error.code === "quota_exceeded") {
      await endUnplaced(services, claimed, { status: "quota_exceeded", error });
      return null;
    }
    await putBack(services, claimed);
    return null;
  }
  const metered = beginRun(context, row.code, {
    executionId,
    promptSessionId: header.promptSessionId ?? undefined,
    rowId: header.rowId,
  });
  if (isFirst) await metered.sentUpstream(admission);
  const log = keepLog(services, live, { parts, bytes });
  for (const entry of copied?.entries ?? []) log.add(entry);
  for (const step of copied?.steps ?? []) live.emit({ type: "step", step });
  if (!isFirst) log.add(["resumed"]);
  return () =>
    conductRun(context, {
      ...{ live, metered, admission, header, log },
      ...{ code: row.code, input: row.input ?? (header.isInputNull ? null : undefined) },
      storedEvents: events.length,
      ...((!isFirst || copied) && { earlier: { entries, cpuMs: row.cpuMs ?? 0, wallMs, logLines } }),
    });
}

function readRow({ database }: Services, { organizationId, executionId }: ClaimedRun) {
  return database.withOrganization(organizationId, (trx) =>
    trx
      .selectFrom("executions as e")
      .leftJoin("workflowRuns as r", (join) =>
        join.onRef("r.organizationId", "=", "e.organizationId").onRef("r.executionId", "=", "e.id"),
      )
      .select([
        "e.code",
        "e.input",
        "e.cpuMs",
        "e.wallMs",
        "e.startedAt",
        "e.status",
        "e.cancelledAt",
        "r.heldAt",
      ])
      .where("e.organizationId", "=", organizationId)
      .where("e.id", "=", executionId)
      .executeTakeFirstOrThrow(),
  );
}

/** In whose name it goes on. Throws where they may not act any more. */
async function requireActor(services: Services, header: RunHeader): Promise<Actor> {
  const { actor, workflow } = header;
  if (workflow) return standingActor(services, { actor, workflow });
  await requireStanding(contextOfRun(services, header));
  return actor;
}

/** One that began before was charged then: it needs a place alone. */
async function admitAgain(
  services: Services,
  organizationId: string,
  isCharged: boolean,
): Promise<Admission> {
  services.sandbox.requireRoom(organizationId);
  const snapshot = await services.snapshots.get(organizationId);
  const plan = planOf(services, snapshot);
  return admit(services, { organizationId, plan, meter: "executions", isCharged });
}

/** What the run that it goes on from had come to; null where it begins at its beginning. */
async function readEarlier(
  services: Services,
  organizationId: string,
  { workflow }: RunHeader,
): Promise<CutLog | null> {
  if (workflow?.goesOnFrom === undefined) return null;
  // A log that is not kept any more: the run is done anew.
  return cutLog(services, { organizationId, ...workflow.goesOnFrom }).catch((error: unknown) => {
    if (error instanceof AppError && !DatabaseAway.isCauseOf(error)) return null;
    throw error;
  });
}

async function cutByMonth(
  services: Services,
  header: RunHeader,
  { organizationId, usedMs }: { organizationId: string; usedMs: number },
): Promise<RunHeader> {
  const snapshot = await services.snapshots.get(organizationId);
  const plan = planOf(services, snapshot);
  const wantedMs = header.limits.cpuMs;
  const cpuMs = await reserveCpu(
    services,
    { organizationId, plan },
    { rowId: header.rowId, usedMs, wantedMs },
  );
  if (cpuMs >= wantedMs) return header;
  return { ...header, limits: { ...header.limits, cpuMs }, isCutByMonth: true };
}
