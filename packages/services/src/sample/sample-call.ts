import type { ErrorCode, Outcome, Via } from "@patchops/contract";
import { type UsageRecord, usageRecord } from "../usage/index.ts";
import type { SampleClient, SampleTool } from "./cast.ts";
import { tools } from "./cast.ts";
import type { Random } from "./random.ts";

/** What a call of the sample needs to know of the organization that it is made in. */
export interface SamplePlace {
  organizationId: string;
  /** Connection ids by slug. */
  connectionIds: ReadonlyMap<string, string>;
  /** A span in which Sentry did not answer, in Unix milliseconds. */
  outage: { fromMs: number; toMs: number };
}

export interface SampleCaller {
  via: Via;
  userId: string;
  apiKeyId: string | null;
  client: Pick<SampleClient, "name" | "version">;
  promptSessionId: string | null;
  executionId: string | null;
}

interface SampleEnd {
  outcome: Outcome;
  errorCode: ErrorCode | null;
  errorMessage: string | null;
  wasSent: boolean;
  upstreamMs: number | null;
}

const unknownNames = ["github_list_prs", "linear_create_ticket", "demo_list_order", "sentry_find_errors"];

/** How a call of this tool ends at that moment: mostly well, and otherwise in all the ways in which calls do end. */
function endOf(random: Random, tool: SampleTool, outage: boolean): SampleEnd {
  const upstreamMs = random.logNormal(tool.medianMs, tool.spread);
  const failed = (outcome: Outcome, errorCode: ErrorCode, message: string, ms: number | null): SampleEnd => ({
    outcome,
    errorCode,
    errorMessage: `${tool.connection}: ${message}`,
    wasSent: ms !== null,
    upstreamMs: ms,
  });
  if (outage) {
    return random.chance(0.6)
      ? failed("error", "connection_refused", "The connection was refused.", null)
      : failed("error", "breaker_open", "It failed repeatedly and is left alone for some seconds.", null);
  }
  if (random.chance(tool.refusal.share)) {
    return { outcome: "tool_error", errorCode: null, errorMessage: null, wasSent: true, upstreamMs };
  }
  if (random.chance(0.004)) return failed("error", "upstream_error", "Internal error (-32603).", upstreamMs);
  if (random.chance(0.002)) return failed("timed_out", "timeout", "No answer within 120 s.", 120_000);
  if (random.chance(0.003))
    return failed("cancelled", "cancelled", "Cancelled by the client.", upstreamMs / 2);
  return { outcome: "ok", errorCode: null, errorMessage: null, wasSent: true, upstreamMs };
}

/** One metered call, its tool chosen by weight unless it is named. */
export function sampleCall(
  random: Random,
  place: SamplePlace,
  call: { atMs: number; caller: SampleCaller; tool?: SampleTool },
): { record: UsageRecord; tool: SampleTool | null } {
  const { atMs, caller } = call;
  const isUnknown = call.tool === undefined && random.chance(0.006);
  const tool = call.tool ?? random.weighted(tools.map((item) => [item, item.weight] as const));
  const isOut = tool.connection === "sentry" && atMs >= place.outage.fromMs && atMs < place.outage.toMs;
  const end: SampleEnd = isUnknown
    ? {
        outcome: "refused",
        errorCode: "unknown_tool",
        errorMessage: "There is no tool of that name.",
        wasSent: false,
        upstreamMs: null,
      }
    : endOf(random, tool, isOut);
  const queueMs = random.logNormal(0.35, 0.5);
  const totalMs = queueMs + (end.upstreamMs ?? 0) + random.logNormal(0.1, 0.4);
  const { client, ...who } = caller;
  const id = random.id(atMs);
  const record = usageRecord(
    id,
    {
      ...who,
      organizationId: place.organizationId,
      kind: "call",
      method: "tools/call",
      clientName: client.name,
      clientVersion: client.version,
      profile: null,
      connectionId: isUnknown ? null : (place.connectionIds.get(tool.connection) ?? null),
      connectionSlug: isUnknown ? null : tool.connection,
      providerType: isUnknown ? null : tool.connection,
      tool: isUnknown ? null : tool.name,
      exposedName: isUnknown ? random.pick(unknownNames) : `${tool.connection}_${tool.name}`,
      bytesIn: Math.round(random.logNormal(90, 0.5)),
      requestId: random.id(atMs),
    },
    {
      end: {
        ...end,
        bytesOut: end.outcome === "ok" ? Math.round(random.logNormal(tool.bytesOut, 0.6)) : 0,
        queueMs,
      },
      totalMs,
    },
  );
  return { record, tool: isUnknown ? null : tool };
}
