import type { Services } from "../context.ts";
import { listenForRevocations } from "../listen-for-revocations.ts";
import { cancelChannel } from "./cancel.ts";
import type { LiveRun } from "./live-run.ts";
import { StarterBarred } from "./starter-barred.ts";
import { findBarredRuns } from "./system/find-barred-runs.ts";
import { watchPausedRuns } from "./watch-paused-runs.ts";

/** A run ends that soon after its starter lost the right to act, also when no notification arrives (S26 allows 5 s). */
const checkMs = 2_000;

/**
 * Ends runs of this node that were cancelled through another one, and those whose key or app was revoked or has expired, or whose
 * person was suspended or has left, or whose organization is frozen; and resumes paused runs. Answers how to stop.
 */
export async function watchLiveRuns(services: Services): Promise<() => Promise<void>> {
  const { database, liveRuns, log } = services;
  let isChecking = false;

  async function endBarred(runs: readonly LiveRun[]): Promise<void> {
    if (runs.length === 0) return;
    const barred = await findBarredRuns(
      database,
      runs.map(({ executionId, organizationId, starter }) => ({ executionId, organizationId, ...starter })),
    );
    for (const { executionId, isCancelled } of barred) {
      const run = liveRuns.get(executionId);
      if (run === undefined || run.abort.signal.aborted) continue;
      // Its notification was lost.
      if (isCancelled) {
        run.abort.abort();
        continue;
      }
      const text = "Ended: the key, app or person that started this run may not act any more.";
      run.emit({ type: "log", log: { level: "warn", text, at: new Date().toISOString() } });
      run.abort.abort(run.isWorkflow ? new StarterBarred() : undefined);
    }
  }

  const complain = (error: unknown) => log.warn({ error }, "runs of revoked keys could not be looked for");
  const timer = setInterval(() => {
    if (isChecking) return;
    isChecking = true;
    endBarred([...liveRuns.values()])
      .catch(complain)
      .finally(() => {
        isChecking = false;
      });
  }, checkMs);
  timer.unref();

  const stopCancellations = await database.listen(cancelChannel, (executionId) =>
    liveRuns.get(executionId)?.abort.abort(),
  );
  const stopRevocations = await listenForRevocations(services, (id) => {
    const concerned = [...liveRuns.values()].filter(({ organizationId, starter }) =>
      [starter.apiKeyId, starter.oauthGrantId, starter.userId, organizationId].includes(id),
    );
    endBarred(concerned).catch(complain);
  });
  const stopResuming = await watchPausedRuns(services);
  return async () => {
    clearInterval(timer);
    await Promise.all([stopResuming, stopCancellations, stopRevocations].map((stop) => stop()));
  };
}
