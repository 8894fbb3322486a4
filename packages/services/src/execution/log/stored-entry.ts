import type { Via } from "@patchops/contract";
import type { TraceContext } from "@patchops/protocol";
import type { Limits, LogEntry } from "@patchops/sandbox";
import type { Actor } from "../../context.ts";

/** Who started a run and how, for the node that takes it over. */
export interface RunHeader {
  actor: Actor;
  via: Via;
  client: { name: string; version: string | null } | null;
  requestId: string;
  /** What it is a part of, where it is traced. */
  trace?: TraceContext;
  address: string | null;
  userAgent: string | null;
  promptSessionId: string | null;
  /** Of its usage. */
  rowId: string;
  limits: Limits;
  /** Its input is `null`: its row says no more than that there is none. */
  isInputNull?: boolean;
  /** Whether it finds a `fetch`: a run that is repeated finds what it found. */
  hasFetch?: boolean;
  waitForSignIn: boolean;
  waitForApproval: boolean;
  /** Calls may be sent again whatever their tools say. */
  repeatCalls: boolean;
  /** Whether it is to go on without whoever started it. */
  isDetached: boolean;
  /** Its CPU time is what the month has left, less than it may use otherwise. */
  isCutByMonth?: boolean;
  workflow?: WorkflowHeader;
}

/** Of a run that is a workflow's. */
export interface WorkflowHeader {
  id: string;
  name: string;
  version: number;
  attempt: number;
  rootId: string;
  depth: number;
  callRetries: { attempts: number; backoffMs: number; maxBackoffMs: number };
  /** An earlier run whose log it goes on from: up to that step, or, where that is null, to the one that was open when it failed. */
  goesOnFrom?: { executionId: string; step: string | null };
}

/** A line of a run's log as it is kept. */
export type StoredEntry =
  | LogEntry
  /** The first one. */
  | ["run", RunHeader]
  /** A call has its row of activity. */
  | ["made", sequence: number, callId: string, startMs: number]
  /** It leaves for its upstream. */
  | ["sent", sequence: number, isRepeatable: boolean]
  /** What it waits for, begun once: the end of a sleep, the question that people were asked, the run of another workflow. */
  | ["awaits", sequence: number, what: "sleep" | "approval" | "workflow", value: string]
  /** Lines before this one stem from an earlier run's log; calls up to that sequence were its own. */
  | ["from", executionId: string, sequence: number]
  /** Nobody waits in a process any more; what was sent by then and has no answer was refused for want of a sign-in. */
  | ["paused", { waitedMs: number; logLines: number; isForPeople?: boolean }]
  /** A node has taken it over, maybe after a crash of the one before. */
  | ["resumed"]
  /** More was said than a log may hold: it ends here, and is good for nothing. */
  | ["full"];
