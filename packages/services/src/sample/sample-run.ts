import type { ExecutionCall, ExecutionEvent, ExecutionStatus } from "@patchops/contract";
import { type UsageRecord, usageRecord } from "../usage/index.ts";
import { tools } from "./cast.ts";
import { programs, type SampleProgram } from "./programs.ts";
import type { Random } from "./random.ts";
import { type SampleCaller, type SamplePlace, sampleCall } from "./sample-call.ts";

export interface SampleRun {
  id: string;
  caller: SampleCaller;
  program: SampleProgram;
  status: ExecutionStatus;
  error: { name: string; code: string; message: string; retryable: boolean } | null;
  startedMs: number;
  finishedMs: number;
  cpuMs: number;
  memoryPeakBytes: number;
  calls: number;
  events: ExecutionEvent[];
  records: UsageRecord[];
}

/** One run of a program: its inner calls one after the other, its logs, and how it ended. */
export function sampleRun(
  random: Random,
  place: SamplePlace,
  { startedMs, caller }: { startedMs: number; caller: SampleCaller },
): SampleRun {
  const id = random.id(startedMs);
  const program = random.pick(programs);
  const isoAt = (afterMs: number) => new Date(startedMs + afterMs).toISOString();
  type Body = ExecutionEvent extends infer Event
    ? Event extends unknown
      ? Omit<Event, "sequence">
      : never
    : never;
  const bodies: Body[] = [{ type: "state", status: "running", at: isoAt(0) }];
  const records: UsageRecord[] = [];
  let nowMs = random.logNormal(6, 0.3);
  let failure: UsageRecord | null = null;
  for (const path of program.calls) {
    const tool = tools.find(({ connection, name }) => `${connection}.${name}` === path);
    if (tool === undefined) throw new Error(`${path} is no tool of the sample`);
    const inner = { ...caller, via: "code" as const, executionId: id };
    const { record } = sampleCall(random, place, { atMs: startedMs + nowMs, caller: inner, tool });
    records.push(record);
    bodies.push({ type: "call", call: callEvent(record, nowMs, "running") });
    bodies.push({ type: "call", call: callEvent(record, nowMs, record.outcome) });
    nowMs += (record.totalMs ?? 0) + random.logNormal(0.5, 0.4);
    if (record.outcome !== "ok") {
      failure = record;
      break;
    }
  }
  const isCancelled = failure === null && random.chance(0.03);
  const status: ExecutionStatus = failure ? "failed" : isCancelled ? "cancelled" : "succeeded";
  for (const text of status === "succeeded" ? program.logs : []) {
    bodies.push({ type: "log", log: { level: "log", text, at: isoAt(nowMs) } });
  }
  bodies.push({ type: "state", status, at: isoAt(nowMs) });
  const cpuMs = random.logNormal(9, 0.6);
  const error = failure
    ? {
        name: "ToolError",
        code: failure.errorCode ?? "tool_error",
        message: failure.errorMessage ?? "The tool refused the call.",
        retryable: false,
      }
    : null;
  records.unshift(runRecord(id, { place, caller, totalMs: nowMs, cpuMs, status, error, code: program.code }));
  return {
    id,
    caller,
    program,
    status,
    error,
    startedMs,
    finishedMs: startedMs + nowMs,
    cpuMs,
    memoryPeakBytes: Math.round(random.logNormal(14e6, 0.25)),
    calls: records.length - 1,
    events: bodies.map((body, index) => ({ ...body, sequence: index + 1 })),
    records,
  };
}

function callEvent(
  record: UsageRecord,
  startMs: number,
  outcome: UsageRecord["outcome"] | "running",
): ExecutionCall {
  const { connectionSlug, tool, errorCode, errorMessage, queueMs, upstreamMs, totalMs } = record;
  const state = outcome === "interrupted" ? "error" : outcome;
  return {
    callId: record.id,
    connection: connectionSlug ?? "",
    tool: tool ?? "",
    state,
    startMs,
    ...(state === "running" ? {} : { queueMs, totalMs: totalMs ?? 0 }),
    ...(state === "running" || upstreamMs === null ? {} : { upstreamMs }),
    ...(state === "running" || state === "ok"
      ? {}
      : {
          error: { code: errorCode ?? "tool_error", message: errorMessage ?? "The tool refused the call." },
        }),
  };
}

function runRecord(
  id: string,
  run: {
    place: SamplePlace;
    caller: SampleCaller;
    totalMs: number;
    cpuMs: number;
    status: ExecutionStatus;
    error: { code: string; message: string } | null;
    code: string;
  },
): UsageRecord {
  const { place, caller, totalMs, cpuMs, status, error, code } = run;
  const { client, ...who } = caller;
  return usageRecord(
    id,
    {
      ...who,
      organizationId: place.organizationId,
      kind: "execution",
      method: "execution",
      promptSessionId: null,
      executionId: id,
      clientName: client.name,
      clientVersion: client.version,
      profile: null,
      connectionId: null,
      connectionSlug: null,
      providerType: null,
      tool: null,
      exposedName: null,
      bytesIn: code.length,
      requestId: null,
    },
    {
      end: {
        outcome: status === "succeeded" ? "ok" : status === "cancelled" ? "cancelled" : "error",
        errorCode: error?.code ?? (status === "cancelled" ? "cancelled" : null),
        errorMessage: error?.message ?? null,
        wasSent: true,
        bytesOut: 0,
        queueMs: 0,
        upstreamMs: null,
        cpuMs,
      },
      totalMs,
    },
  );
}
