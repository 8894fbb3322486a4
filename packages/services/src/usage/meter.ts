import type { Outcome, Plan, Via } from "@patchops/contract";
import type { Tables } from "@patchops/db";
import type { EffectivePlan } from "../plan-of.ts";
import type { MonthlyLimit } from "./allowance.ts";
import type { CallTimes } from "./call-tally.ts";
import type { RateBucket, RateState } from "./rates.ts";

/** What is known of a call before it goes upstream; written to the journal first. */
export interface MeterDimensions {
  organizationId: string;
  kind: Tables["usageEvents"]["kind"];
  /** The MCP method (`tools/call`), `execution`, or `session`. */
  method: string;
  via: Via;
  userId: string | null;
  apiKeyId: string | null;
  clientName: string | null;
  clientVersion: string | null;
  promptSessionId: string | null;
  executionId: string | null;
  profile: string | null;
  connectionId: string | null;
  connectionSlug: string | null;
  providerType: string | null;
  /** Original name. */
  tool: string | null;
  exposedName: string | null;
  bytesIn: number;
  requestId: string | null;
  /** The trace that it is a part of, 32 hex digits. Missing in journals of earlier versions. */
  traceId?: string | null;
}

/** How a call ended. */
export interface CallEnd {
  outcome: Outcome;
  errorCode?: string | null;
  /** Safe to show; cut at 1,000 characters. */
  errorMessage?: string | null;
  /** Whether anything reached the upstream: a call that was never sent is free. */
  wasSent: boolean;
  bytesOut: number;
  /** Without `policyMs`. */
  queueMs: number;
  /** Until the policy let it through, with the wait for an approval. */
  policyMs?: number;
  upstreamMs: number | null;
  /** Of an execution. */
  cpuMs?: number;
  /** By the plan: it was sent, and does not count. */
  isFree?: boolean;
}

/** A finished call, as its row will be. */
export interface UsageRecord extends MeterDimensions {
  /** UUIDv7 of the admission. */
  id: string;
  /** The moment in `id`, ISO 8601. */
  ts: string;
  outcome: Outcome;
  errorCode: string | null;
  errorMessage: string | null;
  wasSent: boolean;
  bytesOut: number;
  queueMs: number;
  policyMs: number;
  upstreamMs: number | null;
  totalMs: number | null;
  cpuMs: number;
  /** 1 when it counts against the plan, else 0. */
  units: number;
  /** Whose unit it spent; null where nothing was charged before. */
  leaseId: string | null;
}

/** A call under way. It ends as exactly one row: by `end`, or as `interrupted` when its process died. */
export interface MeteredCall {
  readonly id: string;
  readonly organizationId: string;
  /**
   * Resolves when the call is in the journal, before which its request must not leave: an interrupted call then says that
   * it may have been sent, and by which admission. Rejects with `unavailable` when the journal cannot be written.
   */
  sentUpstream(admission?: Admission): Promise<void>;
  /**
   * Resolves when the end is in the journal, before which its answer must not leave. Only the first one counts. Never
   * rejects: a journal that cannot be written leaves the row to the next flush.
   */
  end(end: CallEnd): Promise<void>;
  /** It goes on later, maybe on another node, under the same id: here it leaves no row. */
  drop(): void;
}

/** A place for one call or run under the plan's limits. */
export interface Admission {
  /** Whose unit it spends; null where nothing was charged. */
  readonly leaseId: string | null;
  /** Gives the place back; a unit that was not used is not charged. Only the first one counts. */
  settle(end: { isUsed: boolean }): void;
}

export interface AdmissionRequest {
  organizationId: string;
  plan: Plan & Partial<Pick<EffectivePlan, "overageCalls">>;
  meter: "calls" | "executions";
  /** Of the caller; a call is charged to these as well. */
  budgets?: readonly MonthlyLimit[];
  /** Whose rate holds it beside the organization's. */
  apiKeyId?: string | null;
  /** When what is admitted began, which decides over its month. Default: now. */
  beganMs?: number;
  /** It was charged when it was admitted before, and needs a place alone. */
  isCharged?: boolean;
}

/** What was said in a call, before redaction. */
export interface CallSpeech {
  arguments: unknown;
  result: unknown;
  /** Names of fields that are hidden, besides what looks like a secret. */
  hiddenFields: readonly string[];
}

interface MeterStats {
  /** Begun and not ended: calls and runs. */
  underWay: number;
  /** Those that ended here since the start. */
  ended: CallTimes[];
  journalBytes: number;
  unflushedEvents: number;
  lastFlushAt: string | null;
  /** Calls that went on although their limit could not be checked, since this process started. */
  openAdmissions: number;
}

/** This node's metering: journal, flush to the database, admission. One a process and journal directory. */
export interface Meter {
  /** Of this node, kept with its journal. */
  readonly nodeId: string;
  /** Fixes the call's id; one that was dropped goes on under its own. Throws `unavailable` when the journal is full. */
  begin(dimensions: MeterDimensions, id?: string): MeteredCall;
  /** Throws `too_many_calls`, `rate_limited`, `quota_exceeded`, or `unavailable` when a limit cannot be checked; without a limit no I/O. */
  admit(request: AdmissionRequest): Promise<Admission>;
  /** Stores what was said, redacted, soon and off the caller's path. Under pressure some are dropped. */
  keepSpeech(call: MeteredCall, speech: CallSpeech): void;
  /** Resolves when every call that has ended is stored. Rejects with `unavailable` when the database is away. */
  flush(): Promise<void>;
  /** The journal's text: calls under way, those that wait to be stored, and some that are. */
  copyJournal(): Buffer;
  /** How much of a rate is left on this node. */
  rate(bucket: RateBucket): RateState;
  stats(): MeterStats;
  /** Flushes and closes. What cannot be flushed stays in the journal for the next start. */
  close(): Promise<void>;
}
