import { AppError } from "@patchops/contract";
import { requireStanding } from "../approval/index.ts";
import type { Services } from "../context.ts";
import { planOf } from "../plan-of.ts";
import { type Admission, admit } from "../usage/index.ts";
import { withPatience } from "../with-patience.ts";
import { beginRun } from "./begin-run.ts";
import { conductRun } from "./conduct.ts";
import { contextOfRun } from "./context-of-run.ts";
import { endPaused } from "./end-paused.ts";
import { registerRun } from "./interrupt.ts";
import { createLiveRun } from "./live-run.ts";
import { keepLog } from "./log/keep-log.ts";
import { readLog, type StoredLog } from "./log/read-log.ts";
import { readStoredEvents } from "./read.ts";
import type { ClaimedRun } from "./system/claim-paused-runs.ts";

const retryMs = 2_000;

/**
 * Leads a paused run that this node has taken to where it was, and on from there. Resolves when it has ended or is paused again.
 * Where there is no room it is left for later; where its starter may not act any more, or its log is gone, it ends.
 */
export async function resumeRun(services: Services, claimed: ClaimedRun): Promise<void> {
  let ready: (() => Promise<void>) | null;
  try {
    ready = await prepare(services, claimed);
  } catch (error) {
    // Whatever was in the way, nobody else would take it again: it is on no node, and not paused.
    await withPatience(() => putBack(services, claimed));
    throw error;
  }
  await ready?.();
}

/** How it goes on; null where it does not, or not now. */
async function prepare(services: Services, claimed: ClaimedRun): Promise<(() => Promise<void>) | null> {
  const { organizationId, executionId } = claimed;
  let stored: StoredLog;
  try {
    stored = await readLog(services, claimed);
    await requireStanding(contextOfRun(services, stored.header));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    await endPaused(services, claimed, { status: "interrupted", error });
    return null;
  }
  const { header, entries, parts, bytes } = stored;
  const context = contextOfRun(services, header);
  const row = await services.database.withOrganization(organizationId, (trx) =>
    trx
      .selectFrom("executions")
      .select(["code", "input", "cpuMs", "wallMs", "startedAt"])
      .where("organizationId", "=", organizationId)
      .where("id", "=", executionId)
      .executeTakeFirstOrThrow(),
  );
  const events = await readStoredEvents(services, claimed);
  // A node that died did not say how long it had taken; its log does, as far as it goes.
  const wallMs = row.wallMs ?? entries.findLast((entry) => entry[0] === "step")?.[1] ?? 0;
  const { waitedMs, logLines } = entries.findLast((entry) => entry[0] === "paused")?.[1] ?? {
    waitedMs: 0,
    logLines: events.filter(({ type }) => type === "log").length,
  };
  const { userId, apiKeyId, oauthGrantId } = header.actor;
  const live = createLiveRun({
    organizationId,
    executionId,
    starter: { userId, apiKeyId, oauthGrantId },
    // Whoever followed it may be with another node.
    isDetached: true,
    earlier: {
      events,
      waitedMs: waitedMs + Math.max(0, Date.now() - Date.parse(claimed.pausedAt)),
      wallMs,
      beganAt: row.startedAt,
    },
  });
  let admission: Admission;
  try {
    admission = await admitAgain(services, organizationId);
    registerRun(services, live);
  } catch {
    live.finish();
    await putBack(services, claimed);
    return null;
  }
  const metered = beginRun(context, row.code, {
    executionId,
    promptSessionId: header.promptSessionId ?? undefined,
    rowId: header.rowId,
  });
  const log = keepLog(services, live, { parts, bytes });
  log.add(["resumed"]);
  return () =>
    conductRun(context, {
      ...{ live, metered, admission, header, log },
      ...{ code: row.code, input: row.input ?? (header.isInputNull ? null : undefined) },
      earlier: { entries, cpuMs: row.cpuMs ?? 0, wallMs, logLines },
    });
}

/** It was charged when it began: it needs a place alone. */
async function admitAgain(services: Services, organizationId: string): Promise<Admission> {
  services.sandbox.requireRoom(organizationId);
  const snapshot = await services.snapshots.get(organizationId);
  const plan = planOf(services, snapshot);
  return admit(services, { organizationId, plan, meter: "executions", isCharged: true });
}

async function putBack(
  services: Services,
  { organizationId, executionId, pausedAt }: ClaimedRun,
): Promise<void> {
  await services.database.withOrganization(organizationId, (trx) =>
    trx
      .updateTable("executions")
      .set({ pausedAt, resumeAt: new Date(Date.now() + retryMs).toISOString() })
      .where("organizationId", "=", organizationId)
      .where("id", "=", executionId)
      .execute(),
  );
}
