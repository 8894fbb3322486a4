import type { Services } from "../../context.ts";
import type { JobData } from "../../jobs.ts";
import { waitingJobsFact, waitingJobsSchema } from "./manifest.ts";

/** At a start: sends the jobs that waited when the backup was made which was restored, once. */
export async function sendRestoredJobs({ database, jobs, log }: Services): Promise<void> {
  await database.transaction(async (trx) => {
    const fact = await trx
      .deleteFrom("instanceFacts")
      .where("key", "=", waitingJobsFact)
      .returning("value")
      .executeTakeFirst();
    if (fact === undefined) return;
    for (const { name, data, startAfter } of waitingJobsSchema.parse(fact.value)) {
      const afterSeconds = Math.max(0, Math.ceil((Date.parse(startAfter) - Date.now()) / 1_000));
      try {
        await jobs.send(trx, ...asSent(name, data), { afterSeconds });
      } catch (error) {
        // Of a queue that this version has no more.
        log.warn({ error, name }, "a restored job was not sent again");
      }
    }
  });
}

/** Both were given to `send` once; the queue refuses a name that it does not know. */
function asSent(name: string, data: unknown): [name: keyof JobData, data: JobData[keyof JobData]] {
  return [name, data] as [keyof JobData, JobData[keyof JobData]];
}
