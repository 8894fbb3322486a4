import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { AppError } from "@patchops/contract";
import type { CallEnd, MeterDimensions } from "../meter.ts";
import { encodeLine, type JournalFact } from "./line.ts";
import { type Replay, replaySegments } from "./replay.ts";

/** A call that the journal keeps until its row is stored. */
export interface JournalEntry {
  readonly id: string;
  readonly dimensions: MeterDimensions;
  wasSent: boolean;
  /** Whose unit it spends; null where nothing was charged. */
  leaseId: string | null;
  hasEnded: boolean;
  /** The segment with its begin; null before it is written and after it is acknowledged. */
  segment: Segment | null;
}

interface Segment {
  path: string;
  fd: number | null;
  sizeBytes: number;
  held: Set<JournalEntry>;
  /** How many of `held` have ended. */
  ended: number;
}

export interface OpenJournalOptions {
  directory: string;
  /** Beyond this no call begins; those under way still end. */
  maxBytes: number;
  /** A new segment is begun at this size. */
  segmentBytes: number;
}

/**
 * An append-only journal of calls, in segments. What all calls say in one turn of the event loop goes to disk in one
 * synchronous `write` at its end: it survives the process, not a power failure.
 */
export interface Journal {
  /** Throws `unavailable` when the journal is full. */
  begin(entry: JournalEntry): void;
  /** Resolves once it is written, before which the call must not leave. Rejects with `unavailable` when the disk refuses. */
  sent(entry: JournalEntry): Promise<void>;
  /** Resolves once it is written, before which the answer must not leave. Rejects when the disk refuses. */
  end(entry: JournalEntry, end: CallEnd, totalMs: number): Promise<void>;
  /** Forgets a call that goes on elsewhere. A disk that refuses leaves it to be taken for interrupted. */
  drop(entry: JournalEntry): void;
  /** Says that these are stored elsewhere; space that nobody needs any more is given back. */
  acknowledge(entries: readonly JournalEntry[]): void;
  sizeBytes(): number;
  /** Its whole text now, to be replayed as one segment. */
  copy(): Buffer;
  close(): void;
}

/** So much may wait; when the disk refuses it, calls are refused before they begin. */
const maxWaitingLength = 1_024 ** 2;
const segmentName = /^(\d{12})\.jsonl$/;

/** Opens the directory's journal and answers with what an earlier process left in it; its files stay until acknowledged. */
export function openJournal(options: OpenJournalOptions): {
  journal: Journal;
  replay: Replay;
  replayed: JournalEntry[];
} {
  const { directory, maxBytes, segmentBytes } = options;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const names = readdirSync(directory)
    .filter((name) => segmentName.test(name))
    .sort();
  const segments: Segment[] = names.map((name) => {
    const path = join(directory, name);
    return { path, fd: null, sizeBytes: statSync(path).size, held: new Set(), ended: 0 };
  });
  const replay = replaySegments(segments.map((segment) => segment.path));
  // Held by the oldest segment: segments go oldest first, so all of them stay until the last record is acknowledged.
  const oldest = segments[0];
  const replayed = replay.records.map((record): JournalEntry => {
    const entry = {
      id: record.id,
      dimensions: record,
      wasSent: record.wasSent,
      leaseId: record.leaseId,
      hasEnded: true,
      segment: oldest ?? null,
    };
    oldest?.held.add(entry);
    return entry;
  });
  if (oldest) oldest.ended = replayed.length;

  let sequence = Number(segmentName.exec(names.at(-1) ?? "")?.[1] ?? 0);
  let totalBytes = segments.reduce((sum, segment) => sum + segment.sizeBytes, 0);
  let active = roll();
  /** Whether a write stopped in the middle of a line, which the next one must not be glued to. */
  let isTorn = false;
  /** What this turn said, and what the disk refused. */
  let waiting = "";
  let turn: Promise<void> | undefined;

  function roll(): Segment {
    sequence += 1;
    const path = join(directory, `${String(sequence).padStart(12, "0")}.jsonl`);
    const segment: Segment = {
      path,
      fd: openSync(path, "a", 0o600),
      sizeBytes: 0,
      held: new Set(),
      ended: 0,
    };
    segments.push(segment);
    return segment;
  }

  /** Says something; resolves when it is written, together with all that is said in this turn of the event loop. */
  function append(fact: JournalFact): Promise<void> {
    waiting += encodeLine(fact);
    turn ??= new Promise((resolve, reject) => {
      setImmediate(() => {
        turn = undefined;
        try {
          write();
          resolve();
        } catch (error) {
          reject(error);
        }
      });
    });
    return turn;
  }

  function write(): void {
    if (active.fd === null) throw new Error("the journal is closed");
    const bytes = Buffer.from(isTorn ? `\n${waiting}` : waiting);
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(active.fd, bytes, written);
      // Before that they wait for the next attempt: a line that is there twice says nothing new.
      waiting = "";
      isTorn = false;
    } finally {
      if (written > 0 && written < bytes.length) isTorn = true;
      active.sizeBytes += written;
      totalBytes += written;
    }
    if (active.sizeBytes >= segmentBytes) active = roll();
  }

  function prepareBegin(entry: JournalEntry): void {
    waiting += encodeLine({ type: "begin", id: entry.id, dimensions: entry.dimensions });
    entry.segment = active;
    active.held.add(entry);
  }

  /** Writes the calls still open into the newest segment, so that one long call does not hold old files. */
  function carry(segment: Segment): void {
    for (const entry of segment.held) {
      prepareBegin(entry);
      segment.held.delete(entry);
      if (entry.wasSent) waiting += encodeLine(sentFact(entry));
    }
    if (waiting !== "") write();
  }

  function trim(): void {
    for (let [oldest] = segments; oldest && oldest !== active; [oldest] = segments) {
      if (oldest.ended > 0) return;
      carry(oldest);
      if (oldest.fd !== null) closeSync(oldest.fd);
      unlinkSync(oldest.path);
      totalBytes -= oldest.sizeBytes;
      segments.shift();
    }
    if (active.held.size === 0 && active.sizeBytes > 0 && active.fd !== null) {
      ftruncateSync(active.fd, 0);
      totalBytes -= active.sizeBytes;
      active.sizeBytes = 0;
      isTorn = false;
    }
    // Of stored calls alone, since nobody else is held.
    if (active.held.size === 0) waiting = "";
  }

  const journal: Journal = {
    begin(entry) {
      if (totalBytes + waiting.length >= maxBytes) {
        throw new AppError("unavailable", "The database is away and the journal of calls is full.", {
          sent: false,
          retryAfterSeconds: 5,
          next: "Try again in a moment. The operator sees the cause in the log.",
        });
      }
      if (waiting.length >= maxWaitingLength) {
        try {
          write();
        } catch (cause) {
          throw unwritable(cause);
        }
      }
      prepareBegin(entry);
    },
    sent: (entry) =>
      append(sentFact(entry)).catch((cause: unknown) => {
        throw unwritable(cause);
      }),
    end(entry, end, totalMs) {
      entry.hasEnded = true;
      if (entry.segment) entry.segment.ended += 1;
      return append({ type: "end", id: entry.id, end, totalMs });
    },
    drop(entry) {
      entry.hasEnded = true;
      append({ type: "drop", id: entry.id }).catch(() => undefined);
      entry.segment?.held.delete(entry);
      entry.segment = null;
    },
    acknowledge(entries) {
      for (const entry of entries) {
        if (entry.segment === null) continue;
        entry.segment.held.delete(entry);
        entry.segment.ended -= 1;
        entry.segment = null;
      }
      trim();
    },
    sizeBytes: () => totalBytes,
    // In one go, so that no line is half written and no segment goes away; a line end parts a torn line from the next.
    copy: () =>
      Buffer.concat([
        ...segments.flatMap(({ path }) => [readFileSync(path), Buffer.from("\n")]),
        Buffer.from(waiting),
      ]),
    close() {
      if (waiting !== "" && active.fd !== null) write();
      for (const segment of segments) {
        if (segment.fd !== null) closeSync(segment.fd);
        segment.fd = null;
      }
    },
  };
  return { journal, replay, replayed };
}

function sentFact({ id, leaseId }: JournalEntry): JournalFact {
  return leaseId === null ? { type: "sent", id } : { type: "sent", id, lease: leaseId };
}

function unwritable(cause: unknown): AppError {
  return new AppError("unavailable", "The journal of calls cannot be written.", {
    sent: false,
    retryAfterSeconds: 5,
    next: "The operator checks the disk of the data directory.",
    cause,
  });
}
