import { clock } from "@patchops/contract";
import type { Database } from "@patchops/db";
import type { Log } from "@patchops/services";

/** Beyond this a node is not ready: keys, logins and tokens expire by each node's own clock. */
const mostOffMs = 5 * 60_000;
const readEveryMs = 15_000;
/** One of so many readings is the nearest to the truth. */
const firstReadings = 3;
/** A busy database's answer tells the time too vaguely. */
const vagueMs = 250;

export interface FollowedClock {
  /** How far this machine's clock is ahead of the database's. */
  aheadMs(): number;
  isRight(): boolean;
  stop(): void;
}

/**
 * Lets ids, and with them the days and months in which calls count, go by the database's clock: it is one for all nodes. Between
 * two readings it goes on by a clock that nobody sets.
 */
export async function followDatabaseClock(
  database: Pick<Database, "readClock">,
  log: Log,
): Promise<FollowedClock> {
  let origin = { originMs: 0, withinMs: Number.POSITIVE_INFINITY };
  for (let reading = 0; reading < firstReadings; reading += 1) {
    const read = await database.readClock();
    if (read.withinMs < origin.withinMs) origin = read;
  }
  const nowMs = () => Math.floor(origin.originMs + performance.now());
  const aheadMs = () => Date.now() - nowMs();
  const isRight = () => Math.abs(aheadMs()) <= mostOffMs;
  let wasRight = true;

  function tell(): void {
    if (isRight() === wasRight) return;
    wasRight = !wasRight;
    const fields = { aheadSeconds: Math.round(aheadMs() / 1_000) };
    if (wasRight) log.info(fields, "this machine's clock goes with the database's again");
    else
      log.error(
        fields,
        "this machine's clock is not the database's: set it; the node is not ready until then",
      );
  }

  clock.follow(nowMs);
  tell();
  const timer = setInterval(() => {
    database.readClock().then(
      (read) => {
        if (read.withinMs <= vagueMs) origin = read;
        tell();
      },
      (error: unknown) => log.debug({ error }, "the database's clock could not be read"),
    );
  }, readEveryMs).unref();
  return {
    aheadMs,
    isRight,
    stop() {
      clearInterval(timer);
      clock.follow(null);
    },
  };
}
