import { idTimeMs } from "@patchops/contract";
import type { CallEnd, MeterDimensions, UsageRecord } from "../meter.ts";

/** A finished call's record. A call or run counts 1 unit when anything was sent, whatever came of it; all else is free. */
export function usageRecord(
  id: string,
  dimensions: MeterDimensions,
  { end, totalMs, leaseId = null }: { end: CallEnd; totalMs: number | null; leaseId?: string | null },
): UsageRecord {
  return {
    ...dimensions,
    id,
    ts: new Date(idTimeMs(id)).toISOString(),
    outcome: end.outcome,
    errorCode: end.errorCode ?? null,
    errorMessage: end.errorMessage?.slice(0, 1_000) ?? null,
    wasSent: end.wasSent,
    bytesOut: end.bytesOut,
    queueMs: end.queueMs,
    policyMs: end.policyMs ?? 0,
    upstreamMs: end.upstreamMs,
    totalMs,
    cpuMs: end.cpuMs ?? 0,
    units:
      end.wasSent && end.isFree !== true && (dimensions.kind === "call" || dimensions.kind === "execution")
        ? 1
        : 0,
    leaseId,
  };
}

/** The record of a call whose process died under it. */
export function interruptedRecord(id: string, dimensions: MeterDimensions, wasSent: boolean): UsageRecord {
  const end: CallEnd = {
    outcome: "interrupted",
    errorCode: "interrupted",
    errorMessage: "PatchOps was stopped while this was under way.",
    wasSent,
    bytesOut: 0,
    queueMs: 0,
    upstreamMs: null,
  };
  return usageRecord(id, dimensions, { end, totalMs: null });
}
