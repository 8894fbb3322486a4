import { setTimeout as wait } from "node:timers/promises";
import type { ConnectionRef, ConnectStep } from "@patchops/contract";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { findConnection, unknownConnection } from "./find.ts";

export interface ConnectReport {
  steps: ConnectStep[];
  isFinished: boolean;
}

/** The report of one examination while it runs. */
export interface RunningReport {
  /** Adds a line, or brings the line of the same step up to date. */
  tell(step: ConnectStep): void;
  readonly steps: readonly ConnectStep[];
  /** Ends it for all who watch; call it whatever became of the examination. */
  finish(): void;
}

const running = new Map<string, { steps: ConnectStep[] }>();
const listeners = new Map<string, Set<(report: ConnectReport) => void>>();

/** A report that nobody watches. */
export function unwatchedReport(): RunningReport {
  const steps: ConnectStep[] = [];
  return { steps, tell: (step) => tellIn(steps, step), finish: () => undefined };
}

/** Adds a line, or replaces the one of the same step. */
function tellIn(steps: ConnectStep[], step: ConnectStep): void {
  const index = steps.findIndex((known) => known.step === step.step);
  if (index === -1) steps.push(step);
  else steps[index] = step;
}

/** Opens the report that watchers of this connection on this node see; it takes the place of one still open. */
export function openReport(connectionId: string): RunningReport {
  const report = { steps: [] as ConnectStep[] };
  running.set(connectionId, report);
  const publish = (isFinished: boolean) => {
    // A later examination has taken over: its lines are not mixed with ours.
    if (running.get(connectionId) !== report) return;
    if (isFinished) running.delete(connectionId);
    for (const listener of listeners.get(connectionId) ?? []) {
      listener({ steps: [...report.steps], isFinished });
    }
  };
  return {
    steps: report.steps,
    tell(step) {
      tellIn(report.steps, step);
      publish(false);
    },
    finish: () => publish(true),
  };
}

const pollMs = 250;

/**
 * The connect report line by line while it runs; afterwards the stored one. Another node's is awaited, and given whole.
 * Ends when it is finished.
 */
export async function* watchReport(
  context: Context,
  input: ConnectionRef,
  signal: AbortSignal,
): AsyncGenerator<ConnectReport> {
  requireAccess(context, "connection.report");
  const { organizationId } = context.actor;
  const { id } = findConnection(await context.services.snapshots.get(organizationId), input.connection);
  let latest: ConnectReport | null = null;
  let wake: () => void = () => undefined;
  // Each report holds all lines so far, so only the latest matters to a slow watcher.
  const listener = (report: ConnectReport) => {
    latest = report;
    wake();
  };
  const take = () => {
    const report = latest;
    latest = null;
    return report;
  };
  const known = listeners.get(id) ?? new Set();
  listeners.set(id, known.add(listener));
  const onAbort = () => wake();
  signal.addEventListener("abort", onAbort);
  try {
    const current = running.get(id);
    if (!current) {
      yield* storedReport(context, id, signal);
      return;
    }
    yield { steps: [...current.steps], isFinished: false };
    while (!signal.aborted) {
      const next: ConnectReport | null = take();
      if (!next) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      yield next;
      if (next.isFinished) return;
    }
  } finally {
    signal.removeEventListener("abort", onAbort);
    known.delete(listener);
    if (known.size === 0) listeners.delete(id);
  }
}

async function* storedReport(
  context: Context,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<ConnectReport> {
  const { organizationId } = context.actor;
  while (!signal.aborted) {
    const row = await context.services.database.withOrganization(organizationId, (trx) =>
      trx
        .selectFrom("connections")
        .select(["report", "status"])
        .where("organizationId", "=", organizationId)
        .where("id", "=", id)
        .executeTakeFirst(),
    );
    if (!row) throw unknownConnection();
    if (row.status !== "connecting") {
      yield { steps: row.report, isFinished: true };
      return;
    }
    await wait(pollMs, undefined, { signal }).catch(() => undefined);
  }
}
