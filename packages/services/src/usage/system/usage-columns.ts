import type { UsageRecord } from "../meter.ts";
import { finite, storable, wholeCpuMs } from "../storable.ts";

/** One column of the batch that goes to Postgres: its name and type there, and where its value comes from. */
export interface UsageColumn {
  name: string;
  type: string;
  read: (record: UsageRecord) => string | number | boolean | null;
}

const orNull = (number: number | null) => (number === null ? null : finite(number));
const whole = (number: number) => Math.round(finite(number));

/** The columns of `usage_events`. */
export const usageColumns: readonly UsageColumn[] = [
  { name: "organization_id", type: "uuid", read: (record) => record.organizationId },
  { name: "id", type: "uuid", read: (record) => record.id },
  { name: "ts", type: "timestamptz", read: (record) => record.ts },
  { name: "kind", type: "text", read: (record) => record.kind },
  { name: "method", type: "text", read: (record) => storable(record.method) },
  { name: "via", type: "text", read: (record) => record.via },
  { name: "user_id", type: "uuid", read: (record) => record.userId },
  { name: "api_key_id", type: "uuid", read: (record) => record.apiKeyId },
  { name: "client_name", type: "text", read: (record) => storable(record.clientName) },
  { name: "client_version", type: "text", read: (record) => storable(record.clientVersion) },
  { name: "prompt_session_id", type: "uuid", read: (record) => record.promptSessionId },
  { name: "execution_id", type: "uuid", read: (record) => record.executionId },
  { name: "profile", type: "text", read: (record) => storable(record.profile) },
  { name: "connection_id", type: "uuid", read: (record) => record.connectionId },
  { name: "connection_slug", type: "text", read: (record) => storable(record.connectionSlug) },
  { name: "provider_type", type: "text", read: (record) => storable(record.providerType) },
  { name: "tool", type: "text", read: (record) => storable(record.tool) },
  { name: "exposed_name", type: "text", read: (record) => storable(record.exposedName) },
  { name: "outcome", type: "text", read: (record) => record.outcome },
  { name: "error_code", type: "text", read: (record) => storable(record.errorCode) },
  { name: "error_message", type: "text", read: (record) => storable(record.errorMessage) },
  { name: "was_sent", type: "boolean", read: (record) => record.wasSent },
  { name: "queue_ms", type: "double precision", read: (record) => finite(record.queueMs) },
  { name: "policy_ms", type: "double precision", read: (record) => finite(record.policyMs) },
  { name: "upstream_ms", type: "double precision", read: (record) => orNull(record.upstreamMs) },
  { name: "total_ms", type: "double precision", read: (record) => orNull(record.totalMs) },
  { name: "bytes_in", type: "bigint", read: (record) => whole(record.bytesIn) },
  { name: "bytes_out", type: "bigint", read: (record) => whole(record.bytesOut) },
  { name: "units", type: "integer", read: (record) => record.units },
  { name: "request_id", type: "text", read: (record) => storable(record.requestId) },
  { name: "cpu_ms", type: "bigint", read: (record) => wholeCpuMs(record.cpuMs) },
  { name: "lease_id", type: "uuid", read: (record) => record.leaseId },
  { name: "trace_id", type: "text", read: (record) => record.traceId ?? null },
];
