import type { Hold } from "@patchops/sandbox";
import type { ApprovalQuestion, OpenApprovalQuestion } from "../approval/index.ts";
import type { Services } from "../context.ts";
import type { OpenSignInQuestion, SignInQuestion } from "../forward/index.ts";
import { RunPaused } from "../forward/index.ts";
import type { Awaited, LiveRun } from "./live-run.ts";

/** As long as a run may wait for people, all in all (architecture: waiting for people). The reaper knows it too. */
export const runWaitMs = 600_000;
/** How often a run that cannot be paused yet is looked at again. */
const pauseCheckMs = 1_000;
/** Runs of an organization on one node that may wait at once: each keeps its place in a process, until it is paused. */
const maxWaitingRuns = 8;

type RunningCall = { live: LiveRun; hold: Hold };

type Waiter = Pick<Services, "liveRuns" | "settings">;

/** Lets a run wait for a person, which its events tell, while its time stands still. Null where it may not. */
function waitInRun(
  { liveRuns, settings }: Waiter,
  { live, hold }: RunningCall,
  awaited: Awaited,
): { overdue: Promise<void>; onTaking: (isTaking: boolean) => void; end: () => void } | null {
  const leftMs = runWaitMs - live.waitedMs();
  const others = [...liveRuns.values()].filter(
    (run) => run !== live && run.organizationId === live.organizationId && run.waitsFor.length > 0,
  );
  if (leftMs <= 0 || others.length >= maxWaitingRuns) return null;
  const { promise: overdue, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, leftMs);
  const goOn = hold();
  const end = live.waitFor(awaited);
  let isTaking = false;
  // Whoever waits for long waits without a place in a process.
  const giveUp = () => {
    if (live.mayPause()) live.pause.abort(new RunPaused());
    else pausing = setTimeout(giveUp, pauseCheckMs);
  };
  let pausing = setTimeout(giveUp, settings.pauseAfterMs);
  const onTaking = (now: boolean) => {
    if (now !== isTaking) live.takes(now ? 1 : -1);
    isTaking = now;
  };
  return {
    overdue,
    onTaking,
    end() {
      onTaking(false);
      clearTimeout(timer);
      clearTimeout(pausing);
      end();
      goOn();
    },
  };
}

/** Asks whoever follows a run to sign in. Null where it may not wait. */
export function askInRun(
  services: Waiter,
  call: RunningCall,
  signIn: SignInQuestion,
): OpenSignInQuestion | null {
  const waiting = waitInRun(services, call, { signIn });
  return waiting && { declined: waiting.overdue, close: waiting.end };
}

/** Asks whoever follows a run, and may, to approve a call. Null where it may not wait. */
export function askApprovalInRun(
  services: Waiter,
  call: RunningCall,
  { arguments: _sealed, allowsSelf: _self, ...approval }: ApprovalQuestion,
): OpenApprovalQuestion | null {
  const waiting = waitInRun(services, call, { approval });
  return (
    waiting && {
      answered: waiting.overdue.then(() => "left" as const),
      onTaking: waiting.onTaking,
      close: waiting.end,
    }
  );
}
