import type { Services } from "../context.ts";
import type { LiveRun } from "./live-run.ts";

const intervalMs = 100;
const batchSize = 500;

/** Writes a run's events behind it in batches, so that they can be read later and on other nodes. */
export function persistEvents(services: Services, live: LiveRun): { drain(): Promise<void> } {
  const { organizationId, executionId } = live;
  let written = 0;
  let underway: Promise<void> = Promise.resolve();

  async function writeAll(): Promise<void> {
    while (written < live.events.length) {
      const batch = live.events.slice(written, written + batchSize);
      await services.database.withOrganization(organizationId, (trx) =>
        trx
          .insertInto("executionEvents")
          .values(
            batch.map((event) => ({
              organizationId,
              executionId,
              sequence: event.sequence,
              event: JSON.stringify(event),
            })),
          )
          .onConflict((conflict) => conflict.doNothing())
          .execute(),
      );
      written += batch.length;
    }
  }

  const next = () => {
    underway = underway.then(writeAll).catch((error: unknown) => {
      services.log.warn({ error, executionId }, "a run's events wait to be stored");
    });
    return underway;
  };
  const timer = setInterval(next, intervalMs);
  timer.unref();
  return {
    drain: async () => {
      clearInterval(timer);
      await next();
    },
  };
}
