import type { ConnectionRef, ConnectStep } from "@patchops/contract";
import type { Context } from "../context.ts";
import { requireScope } from "../require-scope.ts";
import { findConnection, unknownConnection } from "./find.ts";

export interface ConnectReport {
  steps: ConnectStep[];
  isFinished: boolean;
}

const running = new Map<string, ConnectReport>();
const listeners = new Map<string, Set<(report: ConnectReport) => void>>();

/** Tells the watchers on this node how far an examination is. */
export function publishReport(connectionId: string, report: ConnectReport): void {
  if (report.isFinished) running.delete(connectionId);
  else running.set(connectionId, report);
  for (const listener of listeners.get(connectionId) ?? []) listener(report);
}

/** The connect report line by line while it runs; afterwards, and on other nodes, the stored one. Ends when it is finished. */
export async function* watchReport(
  context: Context,
  input: ConnectionRef,
  signal: AbortSignal,
): AsyncGenerator<ConnectReport> {
  requireScope(context, "tools:read");
  const { organizationId } = context.actor;
  const { id } = findConnection(await context.services.snapshots.get(organizationId), input.connection);
  const queue: ConnectReport[] = [];
  let wake: () => void = () => undefined;
  const listener = (report: ConnectReport) => {
    queue.push(report);
    wake();
  };
  const known = listeners.get(id) ?? new Set();
  listeners.set(id, known.add(listener));
  const onAbort = () => wake();
  signal.addEventListener("abort", onAbort);
  try {
    const current = running.get(id);
    if (!current) {
      yield { steps: await storedReport(context, id), isFinished: true };
      return;
    }
    yield current;
    while (!signal.aborted) {
      const next = queue.shift();
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

async function storedReport(context: Context, id: string): Promise<ConnectStep[]> {
  const { organizationId } = context.actor;
  const row = await context.services.database.withOrganization(organizationId, (trx) =>
    trx
      .selectFrom("connections")
      .select("report")
      .where("organizationId", "=", organizationId)
      .where("id", "=", id)
      .executeTakeFirst(),
  );
  if (!row) throw unknownConnection();
  return row.report;
}
