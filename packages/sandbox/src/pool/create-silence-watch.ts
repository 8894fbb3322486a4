import type { Member } from "./member.ts";
import { startStall } from "./start-stall.ts";

const pingMs = 100;
/** A process that says nothing for that long is looked at. */
const quietMs = 500;
/** When it has computed for that long since, for each of its runs, it is stuck in native code. */
const silenceCpuMs = 1_500;
/** One that gets no CPU time at all is waited for that long. */
const patienceMs = 10_000;

/** Asks the processes that run programs for a word, again and again. */
export function createSilenceWatch(members: ReadonlySet<Member>, onStuck: (member: Member) => void) {
  let timer: NodeJS.Timeout | undefined;
  let pingedAt = 0;

  function ping(): void {
    const now = performance.now();
    // When this process was away itself, the silence says nothing.
    const wasAway = now - pingedAt > 5 * pingMs;
    pingedAt = now;
    for (const member of members) {
      if (member.runs.size === 0 || member.isKilled) continue;
      if (wasAway) {
        member.heardAt = now;
        member.stall = undefined;
      }
      if (now - member.heardAt > quietMs) member.stall ??= startStall(member.child.pid);
      if (member.stall?.isStuck(silenceCpuMs * member.runs.size, patienceMs)) onStuck(member);
      else member.child.send({ type: "ping" });
    }
  }

  return {
    start(): void {
      timer ??= setInterval(ping, pingMs).unref();
    },
    stop(): void {
      clearInterval(timer);
      timer = undefined;
    },
  };
}
