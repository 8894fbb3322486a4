import { AppError } from "@patchops/contract";
import { UpstreamError } from "@patchops/upstream";
import type { Services } from "../context.ts";
import { type ExaminationPlace, examineConnection } from "./examine.ts";
import { claimDueConnections, type DueConnection } from "./system/due.ts";
import { organizationOf } from "./target.ts";

type Place = Omit<ExaminationPlace, "signal" | "record">;

const idleMs = 20_000;

/**
 * Keeps every connection's status true without a call: a server that stopped shows within 30 seconds, one that came back
 * as well. An open session is pinged; without one, or when something failed, the connection is examined from the beginning,
 * but no process is started just to look. Upstreams are asked side by side, so that one which hangs delays no other.
 */
export function startConnectionMonitor(
  services: Services,
  { intervalMs = 5_000 }: { intervalMs?: number } = {},
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  let round: Promise<void> | null = null;
  const underway = new Set<string>();
  /** Told of a change while they were examined: what was read may be older than the change. */
  const again = new Set<string>();

  /** A session that cannot tell its new tools is no help: then the connection is dialled. */
  async function rereadOrDial(place: Place): Promise<void> {
    try {
      await examineConnection(services, { ...place, signal });
    } catch (error) {
      if (!place.isReread || !(error instanceof UpstreamError) || signal.aborted) throw error;
      await examineConnection(services, { ...place, isReread: false, signal });
    }
  }

  function examine(place: Place): void {
    const { connectionId } = place;
    underway.add(connectionId);
    rereadOrDial(place)
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

  /** Whether only an examination can tell how a connection stands; where an open session told, that is noted. */
  async function isDoubtful(due: DueConnection): Promise<boolean> {
    const { id, transport, status } = due;
    const hasFailed = services.upstreams.health(id).consecutiveFailures > 0;
    if (hasFailed || (status !== "ready" && status !== "no_tools")) return true;
    try {
      const answer = await services.upstreams.ping(id, { signal });
      if (transport === "stdio") {
        if (answer && !answer.isBusy) await noteSeen(services, due);
        return false;
      }
      // A server elsewhere may offer something else by now, and not everyone tells.
      if (!answer?.tellsChanges || answer.isBusy) return true;
      await noteSeen(services, due);
      return false;
    } catch (error) {
      if (error instanceof UpstreamError) return error.code !== "cancelled";
      throw error;
    }
  }

  function look(due: DueConnection): void {
    const { organizationId, id, ownerId } = due;
    underway.add(id);
    isDoubtful(due)
      .catch((error: unknown) => {
        if (!signal.aborted)
          services.log.warn({ error, connectionId: id }, "a connection could not be asked");
        return false;
      })
      .then((isDue) => {
        underway.delete(id);
        const isWanted = again.delete(id) || isDue;
        if (isWanted && !signal.aborted) examine({ organizationId, connectionId: id, ownerId });
      });
  }

  async function runRound(): Promise<void> {
    const active = services.upstreams.active();
    for (const due of await claimDueConnections(services, { idleMs, limit: 50, active })) {
      if (!signal.aborted && !underway.has(due.id)) look(due);
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

  const unsubscribe = services.upstreams.onChanged((connectionId, ownerKey) => {
    if (signal.aborted) return;
    if (underway.has(connectionId)) {
      again.add(connectionId);
      return;
    }
    const organizationId = organizationOf(ownerKey);
    const ownerId = ownerKey.slice(organizationId.length + 1);
    examine({ organizationId, connectionId, ownerId, isReread: true });
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

async function noteSeen(services: Services, { organizationId, id, status }: DueConnection): Promise<void> {
  await services.database.withOrganization(organizationId, (trx) =>
    trx
      .updateTable("connections")
      .set({ statusAt: new Date().toISOString(), nextAttemptAt: null })
      .where("organizationId", "=", organizationId)
      .where("id", "=", id)
      .where("status", "=", status)
      .execute(),
  );
}
