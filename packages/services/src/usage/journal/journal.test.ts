import { appendFileSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newId } from "@patchops/contract";
import { openDatabase } from "@patchops/db";
import { openTestDatabase } from "@patchops/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openMeter } from "../open-meter.ts";
import { journalDirectory, memoryLog, testCall, testEnd } from "../test-meter.ts";
import { type JournalEntry, openJournal } from "./open-journal.ts";

const { database } = await openTestDatabase(openDatabase);
let directory: string;
let remove: () => void;
beforeEach(() => {
  ({ directory, remove } = journalDirectory());
});
afterEach(() => remove());

const open = (segmentBytes = 1_000_000, maxBytes = 10_000_000) =>
  openJournal({ directory, segmentBytes, maxBytes });

function newEntry(): JournalEntry {
  return {
    id: newId(),
    dimensions: testCall(newId()),
    wasSent: false,
    leaseId: null,
    hasEnded: false,
    segment: null,
  };
}

const segments = () => readdirSync(directory).sort();

/** Begins and ends a call in a journal whose process then goes away without a word. */
async function leaveCalls(count: number): Promise<JournalEntry[]> {
  const { journal } = open();
  const entries = Array.from({ length: count }, newEntry);
  for (const entry of entries) {
    journal.begin(entry);
    await journal.end(entry, testEnd(), 12);
  }
  return entries;
}

test("an ended call is replayed as it ended, an open one as interrupted, sent or not", async () => {
  const { journal } = open();
  const [ended, sent, unsent] = [newEntry(), newEntry(), newEntry()];
  for (const entry of [ended, sent, unsent]) journal.begin(entry);
  await journal.sent(sent);
  await journal.end(ended, testEnd({ outcome: "tool_error" }), 12.5);
  const { replay } = open();
  expect(replay).toMatchObject({ interrupted: 2, damagedLines: [] });
  expect(replay.records).toMatchObject([
    { id: ended.id, ...ended.dimensions, outcome: "tool_error", totalMs: 12.5, wasSent: true, units: 1 },
    { id: sent.id, outcome: "interrupted", totalMs: null, wasSent: true, units: 1 },
    { id: unsent.id, outcome: "interrupted", wasSent: false, units: 0 },
  ]);
});

test("replay survives a torn last line and damaged ones", async () => {
  await leaveCalls(5);
  const [name = ""] = segments();
  const path = join(directory, name);
  const lines = readFileSync(path, "utf8").split("\n");
  // The second call's begin is damaged, so its end says nothing either.
  lines[2] = (lines[2] ?? "").replace("list_orders", "list_Orders");
  writeFileSync(
    path,
    `${lines.slice(0, 8).join("\n")}\n\nnonsense\n${lines[8]}\n${(lines[9] ?? "").slice(0, 30)}`,
  );
  const { replay } = open();
  expect(replay.damagedLines.map(String)).toEqual([lines[2], lines[3], "nonsense"]);
  expect(replay.records.map((record) => record.outcome)).toEqual(["ok", "ok", "ok", "interrupted"]);
});

test("the meter stores what an earlier process left, says so, and clears the files", async () => {
  const [first] = await leaveCalls(3);
  const { journal } = open();
  const lost = newEntry();
  journal.begin(lost);
  await journal.sent(lost);
  const broken = Buffer.from([0x62, 0xff, 0x00, 0x6b]);
  appendFileSync(join(directory, segments().at(-1) ?? ""), Buffer.concat([broken, Buffer.from("\n{")]));
  const log = memoryLog();
  const asideFile = join(directory, "damaged-lines.txt");
  const meter = await openMeter({ database, directory, log });
  expect(log.lines).toMatchObject([
    { level: "error", fields: { lines: 1, file: asideFile } },
    { level: "info", fields: { calls: 4, interrupted: 1 } },
  ]);
  expect(meter.stats()).toMatchObject({ journalBytes: 0, unflushedEvents: 0 });
  expect(segments()).toEqual([expect.stringMatching(/^\d+\.jsonl$/), "damaged-lines.txt", "node-id"]);
  expect(readFileSync(asideFile)).toEqual(Buffer.concat([broken, Buffer.from("\n")]));
  expect(statSync(asideFile).mode & 0o777).toBe(0o600);
  const row = await database.system
    .selectFrom("usageEvents")
    .selectAll()
    .where("id", "in", [first?.id ?? "", lost.id])
    .orderBy("id")
    .execute();
  expect(row.map((event) => event.outcome)).toEqual(["ok", "interrupted"]);
  await meter.close();
});

test("space is given back as calls are stored, even while one of them goes on for long", async () => {
  const { journal } = open(5_000);
  const long = newEntry();
  journal.begin(long);
  await journal.sent(long);
  long.wasSent = true;
  for (let turn = 0; turn < 200; turn += 1) {
    const entry = newEntry();
    journal.begin(entry);
    await journal.end(entry, testEnd(), 1);
    journal.acknowledge([entry]);
  }
  expect(segments().length).toBeLessThanOrEqual(2);
  expect(journal.sizeBytes()).toBeLessThan(12_000);
  const replayed = open().replay.records.find((record) => record.id === long.id);
  expect(replayed).toMatchObject({ outcome: "interrupted", wasSent: true });
  await journal.end(long, testEnd(), 1);
  journal.acknowledge([long]);
  expect(journal.sizeBytes()).toBe(0);
});

test("files stay until the last call in them is stored, whatever the order", async () => {
  const { journal } = open(2_000);
  const entries = Array.from({ length: 12 }, newEntry);
  for (const entry of entries) journal.begin(entry);
  for (const entry of entries) await journal.end(entry, testEnd(), 1);
  const [first, ...others] = entries;
  journal.acknowledge(others);
  expect(open().replay.records.find((record) => record.id === first?.id)).toMatchObject({ outcome: "ok" });
  journal.acknowledge(first ? [first] : []);
  expect(journal.sizeBytes()).toBe(0);
});

test("a full journal refuses new calls and lets those under way end", async () => {
  const { journal } = open(1_000, 3_000);
  const entries: JournalEntry[] = [];
  const fill = () => {
    for (let turn = 0; turn < 100; turn += 1) {
      const entry = newEntry();
      journal.begin(entry);
      entries.push(entry);
    }
  };
  expect(fill).toThrow(expect.objectContaining({ code: "unavailable", retryable: true, sent: false }));
  expect(entries.length).toBeGreaterThan(2);
  for (const entry of entries) await journal.end(entry, testEnd(), 1);
  journal.acknowledge(entries);
  expect(journal.sizeBytes()).toBe(0);
  expect(() => journal.begin(newEntry())).not.toThrow();
});

test("a journal that cannot be written refuses the call", async () => {
  const { journal } = open();
  journal.close();
  const refused = newEntry();
  journal.begin(refused);
  const unavailable = expect.objectContaining({ code: "unavailable", sent: false });
  await expect(journal.sent(refused)).rejects.toEqual(unavailable);
  const beginForever = () => {
    for (;;) journal.begin(newEntry());
  };
  expect(beginForever).toThrow(unavailable);
});
