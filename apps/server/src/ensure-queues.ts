import type { PgBoss, QueuePolicy } from "pg-boss";

/**
 * Of every queue: a worker is told of a job as it is committed, and says every few seconds that it is still at it. One of which
 * nothing was heard for so long is taken for dead, and its jobs are given to another: longer than a database is restarted.
 */
const common = { retryBackoff: true, notify: true, heartbeatSeconds: 20 };

/** Makes the queues that are missing, and brings up to date what earlier versions made; nothing is asked twice. */
export async function ensureQueues(
  boss: PgBoss,
  names: readonly string[],
  {
    policy,
    retryLimit,
    expireInSeconds = 900,
  }: { policy: QueuePolicy; retryLimit: number; expireInSeconds?: number },
): Promise<void> {
  const wanted = { ...common, retryLimit, expireInSeconds };
  const known = new Map((await boss.getQueues([...names])).map((queue) => [queue.name, queue]));
  for (const name of names) {
    const queue = known.get(name);
    if (queue === undefined) await boss.createQueue(name, { policy, ...wanted });
    else if (Object.entries(wanted).some(([key, value]) => queue[key as keyof typeof wanted] !== value))
      await boss.updateQueue(name, wanted);
  }
}
