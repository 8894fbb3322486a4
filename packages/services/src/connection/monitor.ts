import type { Services } from "../context.ts";
import { examineConnection } from "./examine.ts";
import { claimDueConnections, reviveConnecting } from "./system/due.ts";
import { organizationOf } from "./target.ts";

const intervalMs = 5_000;
const idleMs = 20_000;

/**
 * Keeps every connection's status true without a call: a server that stopped shows within 30 seconds, one that came back
 * as well. Upstreams are asked side by side, so that one which hangs delays no other.
 */
export function startConnectionMonitor(services: Services): { stop(): Promise<void> } {
  let isStopped = false;
  let round: Promise<void> = Promise.resolve();
  const underway = new Set<string>();

  async function runRound(): Promise<void> {
    await reviveConnecting(services);
    const due = await claimDueConnections(services, { idleMs, limit: 50 });
    for (const { organizationId, id, createdBy } of due) {
      if (underway.has(id)) continue;
      underway.add(id);
      examineConnection(services, { organizationId, connectionId: id, ownerId: createdBy })
        .catch((error: unknown) => {
          if (!isStopped)
            services.log.warn({ error, connectionId: id }, "a connection could not be examined");
        })
        .finally(() => underway.delete(id));
    }
  }

  const timer = setInterval(() => {
    round = runRound().catch((error: unknown) => {
      if (!isStopped) services.log.warn({ error }, "connections could not be examined");
    });
  }, intervalMs);
  timer.unref();

  const unsubscribe = services.upstreams.onToolsChanged((connectionId, ownerKey) => {
    if (isStopped || underway.has(connectionId)) return;
    underway.add(connectionId);
    const organizationId = organizationOf(ownerKey);
    const ownerId = ownerKey.slice(organizationId.length + 1);
    examineConnection(services, { organizationId, connectionId, ownerId })
      .catch((error: unknown) =>
        services.log.warn({ error, connectionId }, "changed tools could not be read"),
      )
      .finally(() => underway.delete(connectionId));
  });

  return {
    stop: async () => {
      isStopped = true;
      clearInterval(timer);
      unsubscribe();
      await round;
    },
  };
}
