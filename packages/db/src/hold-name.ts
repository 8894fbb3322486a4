import { setTimeout as wait } from "node:timers/promises";
import type { Listener, SessionQuery } from "./open-listener.ts";

export interface HoldOptions {
  /** How long it is waited for another that has it and may be about to end. Default 25 s: longer than a dead one's session lives. */
  patienceMs?: number;
  /** Another took it while the database was away from us. */
  onTaken: () => void;
}

const tryEveryMs = 250;

/** Takes a name in the listener's session, and again in each that follows; false when somebody else has it. */
export async function holdName(
  listener: Listener,
  name: string,
  { patienceMs = 25_000, onTaken }: HoldOptions,
): Promise<boolean> {
  let isHeld = false;
  return listener.withSession(async (query) => {
    const isOurs = await take(query, name, patienceMs);
    if (!isOurs && isHeld) onTaken();
    isHeld ||= isOurs;
    return isOurs;
  });
}

async function take(query: SessionQuery, name: string, patienceMs: number): Promise<boolean> {
  const endMs = performance.now() + patienceMs;
  for (;;) {
    const { rows } = await query("select pg_try_advisory_lock(hashtextextended($1, 0)) as taken", [name]);
    if (rows[0]?.taken === true) return true;
    if (performance.now() >= endMs) return false;
    await wait(tryEveryMs);
  }
}
