import type { Hold } from "@patchops/sandbox";
import type { Services } from "../context.ts";
import type { OpenSignInQuestion, SignInQuestion } from "../forward/index.ts";
import type { LiveRun } from "./live-run.ts";

/** As long as a run may wait for people, all in all (architecture: waiting for people). The reaper knows it too. */
export const runWaitMs = 600_000;
/** Runs of an organization on one node that may wait at once: each keeps its place in a process. */
const maxWaitingRuns = 8;

/** Asks whoever follows a run to sign in, by its events; its time stands still meanwhile. Null where it may not wait. */
export function askInRun(
  { liveRuns }: Pick<Services, "liveRuns">,
  { live, hold }: { live: LiveRun; hold: Hold },
  question: SignInQuestion,
): OpenSignInQuestion | null {
  const leftMs = runWaitMs - live.waitedMs();
  const others = [...liveRuns.values()].filter(
    (run) => run !== live && run.organizationId === live.organizationId && run.waitsFor.length > 0,
  );
  if (leftMs <= 0 || others.length >= maxWaitingRuns) return null;
  const { promise: declined, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, leftMs);
  const goOn = hold();
  const end = live.waitFor(question);
  return {
    declined,
    close() {
      clearTimeout(timer);
      end();
      goOn();
    },
  };
}
