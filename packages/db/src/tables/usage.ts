import type { Generated, Json, Timestamp } from "./column.ts";

/** One metered request, run or session. Partitioned by day of `ts`; primary key (organizationId, id, ts). */
export interface UsageEventTable {
  organizationId: string;
  /** UUIDv7 fixed at admission; a retried flush changes nothing. */
  id: string;
  ts: Timestamp;
  /** Calls and executions count against plans; the others are only counted. */
  kind: "call" | "execution" | "resource" | "prompt" | "completion" | "session";
  /** The MCP method (`tools/call`), `execution`, or `session`. */
  method: string;
  via: "mcp" | "code" | "workflow" | "dashboard" | "cli" | "sdk";
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
  outcome: "ok" | "tool_error" | "error" | "refused" | "timed_out" | "cancelled" | "interrupted";
  errorCode: string | null;
  errorMessage: string | null;
  /** Whether anything reached the upstream. */
  wasSent: boolean;
  /** Waits for a place, a login, and our own work before it was sent. */
  queueMs: number;
  /** Until its policy let it through, with the wait for an approval. */
  policyMs: Generated<number>;
  upstreamMs: number | null;
  totalMs: number | null;
  bytesIn: number;
  bytesOut: number;
  /** Units that count against the plan (0 or 1). */
  units: number;
  requestId: string | null;
  /** Of an execution. */
  cpuMs: Generated<number>;
  /** Whose unit it spent; null where nothing was charged before. */
  leaseId: string | null;
  /** The OpenTelemetry trace that it is a part of, 32 hex digits. */
  traceId: string | null;
}

/** Organization totals an hour; primary key (organizationId, hour). */
export interface UsageHourTable {
  organizationId: string;
  hour: Timestamp;
  calls: number;
  failures: number;
  executions: number;
  /** 64 counters; bucket b holds latencies in [2^(b/3), 2^((b+1)/3)) in units of 0.1 ms. */
  latency: number[];
}

/** Totals a day, connection and tool; primary key (organizationId, day, connectionId, tool), so neither may be null. */
export interface UsageDayTable {
  organizationId: string;
  /** `YYYY-MM-DD`, UTC. */
  day: string;
  connectionId: string;
  tool: string;
  connectionSlug: string;
  calls: number;
  failures: number;
  latency: number[];
}

/**
 * Totals a day of each key of a dimension, of what day totals by tool do not tell; primary key (organizationId, day, dimension, key).
 * `method` counts what is no tool call, the others calls.
 */
export interface UsageDayKeyTable {
  organizationId: string;
  /** `YYYY-MM-DD`, UTC. */
  day: string;
  dimension: "provider" | "user" | "key" | "client" | "via" | "method";
  /** A name or an id; empty where the event has none. */
  key: string;
  calls: number;
  failures: number;
  latency: number[];
}

/** What counts against the plan; primary key (organizationId, period, meter). */
export interface UsagePeriodTable {
  organizationId: string;
  /** First day of the month, `YYYY-MM-DD`, UTC. */
  period: string;
  meter: "calls" | "executions" | "cpu_ms";
  used: number;
}

/** Units charged at admission where there is a monthly limit, leases that are not spent included; primary key (organizationId, period, meter). */
export interface UsageQuotaTable {
  organizationId: string;
  /** First day of the month, `YYYY-MM-DD`, UTC. */
  period: string;
  /** `calls`, `executions`, or of a budget `key:<id>` and `member:<id>`. */
  meter: string;
  charged: number;
}

/** Units that a node may spend by itself until a moment; primary key (organizationId, id). */
export interface UsageLeaseTable {
  organizationId: string;
  /** Its fencing id: what is not there any more has been settled, and settling it again changes nothing. */
  id: string;
  nodeId: string;
  period: string;
  /** All that its units are charged to. */
  meters: string[];
  units: number;
  grantedAt: Generated<Timestamp>;
  expiresAt: Timestamp;
}

/** Arguments and result of a call, redacted; primary key (organizationId, eventId). */
export interface CallPayloadTable {
  organizationId: string;
  eventId: string;
  arguments: Json | null;
  result: Json | null;
  hiddenFields: number;
  createdAt: Timestamp;
}
