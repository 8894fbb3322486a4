import { setTimeout as wait } from "node:timers/promises";
import type { ExecutionEvent } from "@patchops/contract";
import type { Transaction } from "@patchops/db";
import type { Services } from "../context.ts";
import { storedJson } from "../stored-json.ts";
import type { LiveRun } from "./live-run.ts";
import { isRunTaken, requireOwnRun } from "./require-own-run.ts";

const intervalMs = 100;
const maxIntervalMs = 5_000;
const batchSize = 500;

/** Writes events of a run; those that are stored already stay as they are. */
export async function storeEvents(
  trx: Transaction,
  run: { organizationId: string; executionId: string },
  events: readonly ExecutionEvent[],
): Promise<void> {
  const { organizationId, executionId } = run;
  await trx
    .insertInto("executionEvents")
    .values(
      events.map((event) => ({
        organizationId,
        executionId,
        sequence: event.sequence,
        event: storedJson(event),
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** The run's row says with its events that the program has begun, or waits. How it ended is stored elsewhere, and stays. */
async function storeStatus(trx: Transaction, live: LiveRun, batch: readonly ExecutionEvent[]): Promise<void> {
  const latest = batch.findLast((event) => event.type === "state" && event.status !== "queued");
  if (latest?.type !== "state") return;
  await trx
    .updateTable("executions")
    .set({ status: latest.status, startedAt: live.beganAt })
    .where("organizationId", "=", live.organizationId)
    .where("id", "=", live.executionId)
    .where("status", "in", ["queued", "running", "sleeping", "awaiting_sign_in", "awaiting_approval"])
    .execute();
}

/**
 * Writes a run's events behind it in batches, so that they can be read later and on other nodes. While the database is
 * away they wait in memory (a run's events are bounded by its budgets) and are tried ever more rarely. `stored`: how many of them are there already.
 */
export function persistEvents(services: Services, live: LiveRun, stored = 0): { drain(): Promise<void> } {
  let written = stored;
  let delayMs = intervalMs;

  async function writeAll(): Promise<void> {
    while (written < live.events.length) {
      const batch = live.events.slice(written, written + batchSize);
      await services.database.withOrganization(live.organizationId, async (trx) => {
        await requireOwnRun(services, trx, live);
        await storeEvents(trx, live, batch);
        await storeStatus(trx, live, batch);
      });
      written += batch.length;
    }
  }

  const draining = new AbortController();
  const loop = (async () => {
    while (!draining.signal.aborted) {
      await wait(delayMs, undefined, { signal: draining.signal, ref: false }).catch(() => undefined);
      if (draining.signal.aborted) return;
      try {
        await writeAll();
        delayMs = intervalMs;
      } catch (error) {
        if (isRunTaken(error)) return;
        if (delayMs === intervalMs) {
          services.log.warn({ error, executionId: live.executionId }, "a run's events wait to be stored");
        }
        delayMs = Math.min(maxIntervalMs, delayMs * 2);
      }
    }
  })();

  return {
    /** Ends the writing behind and writes what is left. Rejects when the database is away or another node has the run; may be called again. */
    drain: async () => {
      draining.abort();
      await loop;
      await writeAll();
    },
  };
}
