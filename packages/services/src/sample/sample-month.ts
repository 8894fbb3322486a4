import type { UsageRecord } from "../usage/index.ts";
import type { SampleClient, SamplePerson, SampleTool } from "./cast.ts";
import { createRandom, type Random } from "./random.ts";
import { type SampleCaller, type SamplePlace, sampleCall } from "./sample-call.ts";
import { type SampleRun, sampleRun } from "./sample-run.ts";
import { sampleVisit } from "./sample-visit.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const dayCount = 30;

interface SampleSession {
  id: string;
  person: SampleActor;
  client: SampleClient;
  startedMs: number;
  lastSeenMs: number;
}

export interface SampleActor extends SamplePerson {
  userId: string;
  apiKeyId: string;
}

export interface SampleMonth {
  sessions: SampleSession[];
  runs: SampleRun[];
  /** Of calls and runs, oldest first. */
  records: UsageRecord[];
  /** Calls of the last days, by id, for what was said in them. */
  recent: { id: string; tool: SampleTool; isOk: boolean }[];
}

/** When Sentry was away: three quarters of an hour, on a working afternoon in the middle of the month. */
export function sampleOutage(nowMs: number): SamplePlace["outage"] {
  let day = Math.floor(nowMs / dayMs) * dayMs - 11 * dayMs;
  while (!isWorkday(day)) day -= dayMs;
  return { fromMs: day + 14 * hourMs + 10 * minuteMs, toMs: day + 14 * hourMs + 55 * minuteMs };
}

function isWorkday(atMs: number): boolean {
  const weekday = new Date(atMs).getUTCDay();
  return weekday !== 0 && weekday !== 6;
}

/** How much of a day's work falls into each hour of the worker's clock: two humps with lunch between them. */
const hourWeights = [8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 21].map(
  (hour, index) => [hour, [3, 9, 11, 9, 4, 6, 10, 11, 9, 6, 2, 1][index] ?? 0] as const,
);

/** How many calls keep what was said in them. */
const recentCount = 400;

/**
 * A month of a small team's work that ends at `nowMs`: the same for the same seed, moment, place and people. Everything in it
 * is in the past.
 */
export function sampleMonth(
  seed: number,
  { nowMs, place, actors }: { nowMs: number; place: SamplePlace; actors: readonly SampleActor[] },
): SampleMonth {
  const random = createRandom(seed);
  const month: SampleMonth = { sessions: [], runs: [], records: [], recent: [] };
  const today = Math.floor(nowMs / dayMs) * dayMs;
  // Nothing is under way: the longest call takes two minutes.
  const endMs = nowMs - 5 * minuteMs;
  for (let ago = dayCount; ago >= 0; ago -= 1) {
    const day = today - ago * dayMs;
    // A team that uses it a little more each week.
    const level = (isWorkday(day) ? 1 : 0.07) * (1.15 - ago / 75) * (0.8 + 0.4 * random.next());
    for (const person of actors) {
      for (const startMs of momentsOf(random, person, day, person.sessions * level)) {
        if (startMs < endMs) addSession(random, month, { place, person, startMs, endMs });
      }
      for (const startedMs of momentsOf(random, person, day, person.programs * level)) {
        if (startedMs < endMs) addRun(random, month, { place, person, startedMs });
      }
    }
    addNightlyBuild(random, month, { place, day, endMs, actors });
  }
  month.records.sort((a, b) => (a.id < b.id ? -1 : 1));
  // They were made person by person.
  month.recent.sort((a, b) => (a.id < b.id ? -1 : 1));
  month.recent.splice(0, month.recent.length - recentCount);
  return month;
}

/** The moments at which somebody begins something on this day, about so many. */
function momentsOf(random: Random, person: SamplePerson, day: number, about: number): number[] {
  const count = Math.floor(about) + (random.chance(about % 1) ? 1 : 0);
  return Array.from({ length: count }, () => {
    const hour = random.weighted(hourWeights) - person.offsetHours;
    return day + hour * hourMs + random.next() * hourMs;
  });
}

interface At {
  place: SamplePlace;
  person: SampleActor;
}

function addSession(random: Random, month: SampleMonth, at: At & { startMs: number; endMs: number }): void {
  const { place, person, startMs, endMs } = at;
  const client = random.weighted(person.clients);
  const id = random.id(startMs);
  const caller: SampleCaller = { ...callerOf(person, client), promptSessionId: id };
  const count = Math.max(1, Math.round(random.logNormal(16, 0.9)));
  month.records.push(
    ...sampleVisit(random, place, { atMs: startMs, caller }).filter(({ ts }) => Date.parse(ts) < endMs),
  );
  let nowMs = startMs + random.exponential(20_000);
  for (let made = 0; made < count && nowMs < endMs; made += 1) {
    nowMs += addCall(random, month, { place, caller, atMs: nowMs });
    // A model asks for several things in a row, then its person reads.
    nowMs += random.chance(0.75) ? random.exponential(4_000) : random.exponential(3 * minuteMs);
  }
  month.sessions.push({ id, person, client, startedMs: startMs, lastSeenMs: Math.min(nowMs, endMs) });
}

function addRun(random: Random, month: SampleMonth, at: At & { startedMs: number }): void {
  const { place, person, startedMs } = at;
  const via = random.weighted([
    ["dashboard", 5],
    ["cli", 3],
    ["sdk", 1],
  ] as const);
  const client = {
    dashboard: { name: "Dashboard", version: "0.1.0" },
    cli: { name: "PatchOps CLI", version: "0.1.0" },
    sdk: { name: "PatchOps SDK", version: "0.1.0" },
  }[via];
  const apiKeyId = via === "dashboard" ? null : person.apiKeyId;
  const caller: SampleCaller = { ...callerOf(person, client), via, apiKeyId };
  const run = sampleRun(random, place, { startedMs, caller });
  month.runs.push(run);
  month.records.push(...run.records);
}

/** A program of the build machine, which asks for many things at two in the morning, weekends included. */
function addNightlyBuild(
  random: Random,
  month: SampleMonth,
  at: { place: SamplePlace; day: number; endMs: number; actors: readonly SampleActor[] },
): void {
  const person = at.actors.at(-1);
  if (person === undefined) return;
  const caller: SampleCaller = {
    ...callerOf(person, { name: "PatchOps SDK", version: "0.1.0" }),
    via: "sdk",
  };
  const count = random.int(30, 70);
  let nowMs = at.day + 2 * hourMs + random.next() * 4 * minuteMs;
  for (let made = 0; made < count && nowMs < at.endMs; made += 1) {
    nowMs += addCall(random, month, { place: at.place, caller, atMs: nowMs });
    nowMs += random.exponential(800);
  }
}

/** Answers how long the call took. */
function addCall(
  random: Random,
  month: SampleMonth,
  call: { place: SamplePlace; caller: SampleCaller; atMs: number },
): number {
  const { record, tool } = sampleCall(random, call.place, call);
  month.records.push(record);
  if (tool !== null && record.wasSent) {
    month.recent.push({ id: record.id, tool, isOk: record.outcome === "ok" });
  }
  return record.totalMs ?? 0;
}

function callerOf(person: SampleActor, client: Pick<SampleClient, "name" | "version">): SampleCaller {
  const { userId, apiKeyId } = person;
  return { via: "mcp", userId, apiKeyId, client, promptSessionId: null, executionId: null };
}
