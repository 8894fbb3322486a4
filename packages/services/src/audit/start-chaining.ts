import type { Services } from "../context.ts";
import { extendChain } from "./system/extend-chain.ts";
import { findUnchained } from "./system/find-unchained.ts";

/**
 * A worker's loop: what was written is in its organization's chain about `intervalMs` later. Several nodes may run it. A chain
 * that was tampered with is told once a process; its new entries wait for whoever looks into it.
 */
export function startAuditChaining(
  { database, log }: Pick<Services, "database" | "log">,
  { intervalMs = 2_000 }: { intervalMs?: number } = {},
): { stop(): Promise<void> } {
  const broken = new Set<string>();
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> = Promise.resolve();

  async function extendAll(): Promise<void> {
    for (const organizationId of await findUnchained(database)) {
      if (isStopped) return;
      if (broken.has(organizationId)) continue;
      if ((await extendChain(database, organizationId)) === "chained") continue;
      broken.add(organizationId);
      log.error({ organizationId }, "the audit log was tampered with: run patchops admin verify-audit");
    }
  }

  function next(): void {
    timer = setTimeout(() => {
      round = extendAll()
        .catch((error: unknown) => log.warn({ error }, "the audit log could not be chained"))
        .finally(() => {
          if (!isStopped) next();
        });
    }, intervalMs);
    timer.unref();
  }
  next();
  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await round;
    },
  };
}
