import { approvalChannel } from "../approval/index.ts";
import type { Services } from "../context.ts";
import { eachAlone } from "../each-alone.ts";
import { createAlarm } from "./create-alarm.ts";
import { heldChannel, holdRun } from "./hold-run.ts";
import { takesRuns } from "./interrupt.ts";
import { noteKept } from "./lease.ts";
import { nodeIdOf } from "./node-id-of.ts";
import { recoverRun } from "./recover.ts";
import { loseRun } from "./require-own-run.ts";
import { type KnownRun, resumeRun } from "./resume.ts";
import { offerPlaces, type RunPlace } from "./run-places.ts";
import { createSilence } from "./silence.ts";
import { type ClaimedRun, claimPausedRuns } from "./system/claim-paused-runs.ts";
import { claimQueuedRuns } from "./system/claim-queued-runs.ts";
import { keepRuns } from "./system/keep-runs.ts";
import { takeSilentRuns } from "./system/take-silent-runs.ts";
import { runChannel } from "./workflow/run-channel.ts";

/** Also where nothing is told: after a restart, and for a time that no look has seen yet. */
const checkMs = 2_000;
/** Other nodes have said by then that they live, when the database was away. */
const settleMs = 10_000;
/** Runs that a node works on at once, of those that wait in the database; the others wait there. One organization alone gets 24 (`system/share`). */
const mostRuns = 32;

/**
 * Takes paused runs on this node when somebody has answered or their wait is over, and workflows' runs whose time has come, on whichever
 * node that came to be. Answers how to stop.
 */
export async function watchPausedRuns(services: Services): Promise<() => Promise<void>> {
  const { database, liveRuns, log } = services;
  const nodeId = nodeIdOf(services);
  /** Each with whose it is. */
  const underway = new Map<Promise<void>, string>();
  const silence = createSilence(settleMs);
  let checking: Promise<void> | null = null;
  let isTold = false;
  let isStopped = false;
  const alarm = createAlarm(checkMs, () => check());
  /** In turn: many of one kind hold none of the other up. */
  let claims = [claimQueuedRuns, claimPausedRuns];

  async function lead(run: ClaimedRun, known?: KnownRun): Promise<void> {
    await resumeRun(services, run, known).catch((error: unknown) => {
      log.error({ error, executionId: run.executionId }, "a paused run could not be resumed");
    });
  }

  function occupy(organizationId: string, work: Promise<void>): void {
    const ended = work.finally(() => {
      underway.delete(ended);
      // Its place is free, and maybe its workflow may have another one.
      check();
    });
    underway.set(ended, organizationId);
  }

  /** Where half of the places are free nobody waits for one, and one more is within every organization's share. */
  function reserve(organizationId: string): RunPlace | null {
    if (isStopped || underway.size >= mostRuns / 2 || !takesRuns(services)) return null;
    const { promise, resolve } = Promise.withResolvers<void>();
    occupy(organizationId, promise);
    return { nodeId, take: (run, known) => resolve(lead(run, known)), release: resolve };
  }

  /** Answers when the next one may go on by itself. */
  async function checkAll(): Promise<string | null> {
    let times: string[];
    do {
      isTold = false;
      times = [];
      claims.reverse();
      for (const claim of [...claims]) {
        const free = mostRuns - underway.size;
        if (free <= 0 || isStopped || !takesRuns(services)) break;
        const { runs, nextAt } = await claim(database, { nodeId, free, held: [...underway.values()] });
        for (const run of runs) occupy(run.organizationId, lead(run));
        isTold ||= runs.length > 0;
        if (nextAt !== null) times.push(nextAt);
      }
    } while (isTold && !isStopped && underway.size < mostRuns);
    return times.toSorted()[0] ?? null;
  }

  function check(): void {
    if (isStopped) return;
    isTold = true;
    checking ??= checkAll()
      .catch((error: unknown) => {
        log.warn({ error }, "paused runs could not be looked for");
        return null;
      })
      .then((nextAt) => {
        checking = null;
        if (!isStopped) alarm.set(nextAt);
      });
  }

  /** Says that it lives; stops what another node has taken and what somebody has paused, and takes what a silent one has left. */
  async function keep(): Promise<void> {
    const runs = [...liveRuns.values()].filter((run) => run.isWorkflow);
    const sinceMs = performance.now();
    const others = await keepRuns(database, { nodeId, runs });
    noteKept(services, sinceMs);
    for (const { id, isLost } of others) {
      const run = liveRuns.get(id);
      if (run === undefined) continue;
      if (isLost) loseRun(run);
      else void holdRun(run);
    }
    if (!silence.answered(performance.now())) return;
    await eachAlone(
      await takeSilentRuns(database),
      (run) => recoverRun(services, run),
      ({ executionId }, error) =>
        log.warn({ error, executionId }, "a dead node's run could not be recovered"),
    );
  }

  offerPlaces(services, reserve);
  let keeping: Promise<void> | null = null;
  alarm.set(null);
  const timer = setInterval(() => {
    keeping ??= keep()
      .catch((error: unknown) => {
        silence.failed();
        log.warn({ error }, "this node could not say that it works on its runs");
      })
      .finally(() => {
        keeping = null;
      });
  }, checkMs);
  timer.unref();
  const stops = await Promise.all([
    database.listen(approvalChannel, check),
    database.listen(runChannel, () => {
      // It is looked for first: where nothing else waits, it waits for nothing else either.
      if (checking === null && underway.size === 0) claims = [claimPausedRuns, claimQueuedRuns];
      check();
    }),
    database.listen(heldChannel, (executionId) => {
      const run = liveRuns.get(executionId);
      if (run) void holdRun(run);
    }),
  ]);
  return async () => {
    isStopped = true;
    offerPlaces(services, null);
    clearInterval(timer);
    alarm.clear();
    await Promise.all(stops.map((stop) => stop()));
    await Promise.all([checking, keeping]);
  };
}
