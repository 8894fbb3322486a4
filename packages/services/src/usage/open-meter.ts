import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { AppError, newId } from "@patchops/contract";
import type { Database } from "@patchops/db";
import type { Log } from "../context.ts";
import { createCallTally } from "./call-tally.ts";
import { createCounts } from "./counts.ts";
import { createFlusher } from "./flusher.ts";
import { createGate } from "./gate.ts";
import { type JournalEntry, openJournal } from "./journal/open-journal.ts";
import { usageRecord } from "./journal/usage-record.ts";
import type { Meter, MeterDimensions, MeteredCall, UsageRecord } from "./meter.ts";
import { nodeIdOf } from "./node-id.ts";
import { createQuotaDesk } from "./quota-desk.ts";
import { createRates } from "./rates.ts";
import { createSpeechKeeper } from "./speech-keeper.ts";
import { storeBatch } from "./store-batch.ts";
import { findOpenRuns } from "./system/find-open-runs.ts";

export interface OpenMeterOptions {
  database: Database;
  /** Of this process alone, on a disk that outlives it. */
  directory: string;
  log: Log;
  /** The page of plans, for refusals. */
  planUrl?: string;
  /** Beyond this the journal takes no new calls. Default 128 MiB: about 150,000 calls while the database is away. */
  maxJournalBytes?: number;
  /** Default 4 MiB. */
  segmentBytes?: number;
}

/**
 * Opens this node's metering and replays what an earlier process left in the journal: calls that had ended get their
 * rows, open ones become `interrupted`, but for runs that go on. Nothing acknowledged is lost by `kill -9`; a power failure may take the last moments.
 */
export async function openMeter(options: OpenMeterOptions): Promise<Meter> {
  const { database, directory, log } = options;
  const { maxJournalBytes = 128 * 1_024 ** 2, segmentBytes = 4 * 1_024 ** 2 } = options;
  const { journal, replay, replayed } = openJournal({ directory, maxBytes: maxJournalBytes, segmentBytes });

  /** Whose calls are under way, or wait to be stored. */
  const unstored = createCounts();

  function setAside(record: UsageRecord, error: unknown): void {
    log.error({ error, eventId: record.id }, "a metered call was refused by the database and set aside");
    appendFileSync(join(directory, "refused.jsonl"), `${JSON.stringify(record)}\n`, { mode: 0o600 });
  }

  /** For what a disk refuses where the caller cannot be refused any more; the row still reaches the database from memory. */
  function logRefusal(error: unknown): void {
    log.error({ error }, "the journal could not be written");
  }

  function acknowledge(entries: readonly JournalEntry[]): void {
    try {
      journal.acknowledge(entries);
    } catch (error) {
      logRefusal(error);
    }
    for (const { leaseId } of entries) unstored.remove(leaseId);
  }

  const flusher = createFlusher({
    store: (records) => storeBatch({ database, setAside }, records),
    acknowledge,
    log,
  });
  const nodeId = nodeIdOf(directory);
  const desk = createQuotaDesk({
    ...{ database, log, nodeId },
    drain: () => flusher.flush(),
    isStored: (leaseId) => !unstored.has(leaseId),
  });
  const rates = createRates({ database, log, nodeId });
  let openAdmissions = 0;
  const admit = createGate(desk, rates, {
    planUrl: options.planUrl,
    onOpen: () => {
      openAdmissions += 1;
      if (openAdmissions === 1)
        log.warn({}, "a plan's limit cannot be checked; its calls go on and count as overage");
    },
  });
  const keeper = createSpeechKeeper({ database, log });
  const tally = createCallTally();
  let underWay = 0;
  let closing: Promise<void> | undefined;

  function begin(dimensions: MeterDimensions, id: string = newId()): MeteredCall {
    if (closing)
      throw new AppError("unavailable", "PatchOps is stopping.", { sent: false, retryAfterSeconds: 5 });
    const startedMs = performance.now();
    const entry: JournalEntry = {
      id,
      dimensions,
      wasSent: false,
      leaseId: null,
      hasEnded: false,
      segment: null,
    };
    journal.begin(entry);
    underWay += 1;
    return {
      id,
      organizationId: dimensions.organizationId,
      async sentUpstream(admission) {
        const leaseId = admission?.leaseId ?? entry.leaseId;
        if ((entry.wasSent && entry.leaseId === leaseId) || entry.hasEnded) return;
        if (entry.leaseId !== leaseId) {
          unstored.remove(entry.leaseId);
          unstored.add(leaseId);
          entry.leaseId = leaseId;
        }
        await journal.sent(entry);
        entry.wasSent = true;
      },
      end(end) {
        if (entry.hasEnded) return Promise.resolve();
        const totalMs = performance.now() - startedMs;
        const written = journal.end(entry, end, totalMs).catch(logRefusal);
        const record = usageRecord(id, dimensions, { end, totalMs, leaseId: entry.leaseId });
        underWay -= 1;
        tally.add(record);
        flusher.add({ entry, record });
        return written;
      },
      drop() {
        if (entry.hasEnded) return;
        underWay -= 1;
        unstored.remove(entry.leaseId);
        journal.drop(entry);
      },
    };
  }

  async function flush(): Promise<void> {
    await Promise.all([flusher.flush(), keeper.drain()]);
  }

  async function close(): Promise<void> {
    await flush().catch((error: unknown) => {
      log.warn(
        { error, unflushedEvents: flusher.unflushed() },
        "calls stay in the journal for the next start",
      );
    });
    await desk.close().catch((error: unknown) => {
      log.warn({ error }, "leases stay charged until the next start");
    });
    await rates.close().catch((error: unknown) => log.debug({ error }, "rates did not close cleanly"));
    flusher.stop();
    journal.close();
  }

  if (replay.damagedLines.length > 0) {
    const file = join(directory, "damaged-lines.txt");
    // On the disk before the segments that they stand in are removed.
    const content = Buffer.concat(replay.damagedLines.flatMap((line) => [line, Buffer.from("\n")]));
    appendFileSync(file, content, { mode: 0o600, flush: true });
    log.error({ lines: replay.damagedLines.length, file }, "damaged lines of the journal were set aside");
  }
  const openRuns = await findOpenRuns(
    database,
    replay.records.filter(({ kind, totalMs }) => kind === "execution" && totalMs === null),
  );
  for (const [place, left] of replay.records.entries()) {
    const entry = replayed[place];
    const record = openRuns.has(left.id) ? openRuns.get(left.id) : left;
    if (!entry) continue;
    unstored.add(entry.leaseId);
    if (record) flusher.add({ entry, record });
    else acknowledge([entry]);
  }
  if (replay.records.length > 0) {
    log.info({ calls: replay.records.length, interrupted: replay.interrupted }, "replaying the journal");
    // When the database is away by now, the flusher goes on trying.
    await flusher.flush().catch(() => undefined);
  } else acknowledge([]);

  return {
    nodeId,
    begin,
    admit,
    rate: (bucket) => rates.state(bucket),
    keepSpeech: (call, speech) => keeper.keep(call, speech),
    flush,
    copyJournal: () => journal.copy(),
    stats: () => ({
      underWay,
      ended: tally.read(),
      journalBytes: journal.sizeBytes(),
      unflushedEvents: flusher.unflushed(),
      lastFlushAt: flusher.lastFlushAt(),
      openAdmissions,
    }),
    close() {
      closing ??= close();
      return closing;
    },
  };
}
