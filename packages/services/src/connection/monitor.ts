import { AppError } from "@patchops/contract";
import type { Services } from "../context.ts";
import { type ExaminationPlace, examineConnection } from "./examine.ts";
import { claimDueConnections } from "./system/due.ts";
import { organizationOf } from "./target.ts";

const intervalMs = 5_000;
const idleMs = 20_000;

/**
 * Keeps every connection's status true without a call: a server that stopped shows within 30 seconds, one that came back
 * as well. Upstreams are asked side by side, so that one which hangs delays no other.
 */
export function startConnectionMonitor(services: Services): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  let round: Promise<void> | null = null;
  const underway = new Set<string>();
  /** Told of a change while they were examined: what was read may be older than the change. */
  const again = new Set<string>();

  function examine(place: Omit<ExaminationPlace, "signal" | "record">): void {
    const { connectionId } = place;
    underway.add(connectionId);
    examineConnection(services, { ...place, signal })
      .catch((error: unknown) => {
        // Removed while it was examined, or we are stopping.
        if (error instanceof AppError && (error.code === "not_found" || error.code === "cancelled")) return;
        if (signal.aborted) return;
        services.log.warn({ error, connectionId }, "a connection could not be examined");
      })
      .finally(() => {
        underway.delete(connectionId);
        if (again.delete(connectionId) && !signal.aborted) examine(place);
      });
  }

  async function runRound(): Promise<void> {
    for (const { organizationId, id, ownerId } of await claimDueConnections(services, {
      idleMs,
      limit: 50,
    })) {
      if (!signal.aborted && !underway.has(id)) {
        examine({ organizationId, connectionId: id, ownerId });
      }
    }
  }

  const timer = setInterval(() => {
    round ??= runRound()
      .catch((error: unknown) => {
        if (!signal.aborted) services.log.warn({ error }, "connections could not be examined");
      })
      .finally(() => {
        round = null;
      });
  }, intervalMs);
  timer.unref();

  const unsubscribe = services.upstreams.onToolsChanged((connectionId, ownerKey) => {
    if (signal.aborted) return;
    if (underway.has(connectionId)) {
      again.add(connectionId);
      return;
    }
    const organizationId = organizationOf(ownerKey);
    examine({ organizationId, connectionId, ownerId: ownerKey.slice(organizationId.length + 1) });
  });

  return {
    stop: async () => {
      stopping.abort();
      clearInterval(timer);
      unsubscribe();
      await round;
    },
  };
}
