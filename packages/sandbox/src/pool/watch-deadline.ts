import type { ActiveRun } from "../active-run.ts";
import type { Member } from "./member.ts";
import { type Stall, startStall } from "./start-stall.ts";

/** What a process gets beyond the deadline to say that the run has ended: CPU time, for each of its runs. */
const graceMs = 150;
const checkMs = 50;
/** One that gets no CPU time at all is waited for that long. */
const patienceMs = 10_000;

type Ending = { kind: "timed_out" } | { kind: "cancelled" };

/** Ends the process when the run is still there after its time and what the process needs to say so. */
export function watchDeadline(
  member: Member,
  run: ActiveRun,
  ending: Ending,
  { afterMs, kill }: { afterMs: number; kill(member: Member, reason: string): void },
): void {
  function later(act: () => void, delayMs: number): void {
    clearTimeout(member.deadlines.get(run.id));
    // After a turn for what the pipe holds: this process, too, may have been away.
    const inTurn = () => setImmediate(() => member.runs.get(run.id) === run && act());
    member.deadlines.set(run.id, setTimeout(inTurn, delayMs));
  }

  function look(stall: Stall): void {
    if (!stall.isStuck(graceMs * member.runs.size, patienceMs)) {
      later(() => look(stall), checkMs);
      return;
    }
    run.ending = ending;
    kill(
      member,
      ending.kind === "cancelled" ? "it did not end a cancelled run" : "it did not end an overdue run",
    );
  }

  function begin(): void {
    const stall = startStall(member.child.pid);
    later(() => look(stall), graceMs);
  }

  if (afterMs > 0) later(begin, afterMs);
  else begin();
}
