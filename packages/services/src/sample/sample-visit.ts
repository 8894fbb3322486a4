import { type UsageRecord, usageRecord } from "../usage/index.ts";
import type { Random } from "./random.ts";
import type { SampleCaller, SamplePlace } from "./sample-call.ts";

interface Offer {
  kind: "resource" | "prompt" | "completion";
  method: string;
  connection: string;
  name: string;
}

const offers: readonly (readonly [offer: Offer, weight: number])[] = [
  [{ kind: "resource", method: "resources/read", connection: "github", name: "repo://shop/README.md" }, 5],
  [{ kind: "resource", method: "resources/read", connection: "demo", name: "demo://orders" }, 3],
  [{ kind: "prompt", method: "prompts/get", connection: "linear", name: "triage" }, 2],
  [{ kind: "completion", method: "completion/complete", connection: "linear", name: "triage" }, 1],
];

/** What a client's visit leaves besides its calls: its own beginning, and now and then a read, a prompt or a completion. */
export function sampleVisit(
  random: Random,
  place: SamplePlace,
  { atMs, caller }: { atMs: number; caller: SampleCaller },
): UsageRecord[] {
  const { client, ...who } = caller;
  const common = {
    ...who,
    organizationId: place.organizationId,
    clientName: client.name,
    clientVersion: client.version,
    profile: null,
    tool: null,
    bytesIn: 60,
  };
  const none = { connectionId: null, connectionSlug: null, providerType: null, exposedName: null };
  const begun = {
    ...common,
    ...none,
    kind: "session",
    method: "session",
    requestId: random.id(atMs),
  } as const;
  const records = [recordOf(random.id(atMs), begun, 2)];
  for (let askedMs = atMs; random.chance(0.45); ) {
    askedMs += random.exponential(20_000);
    const { kind, method, connection, name } = random.weighted(offers);
    const asked = {
      ...{ ...common, kind, method, exposedName: name, requestId: random.id(askedMs) },
      connectionId: place.connectionIds.get(connection) ?? null,
      connectionSlug: connection,
      providerType: connection,
    };
    records.push(recordOf(random.id(askedMs), asked, random.logNormal(60, 0.7)));
  }
  return records;
}

function recordOf(id: string, dimensions: Parameters<typeof usageRecord>[1], totalMs: number): UsageRecord {
  const isSession = dimensions.kind === "session";
  const end = { outcome: "ok", wasSent: !isSession, queueMs: 0.4 } as const;
  return usageRecord(id, dimensions, {
    end: { ...end, bytesOut: isSession ? 0 : 1_800, upstreamMs: isSession ? null : totalMs - 0.5 },
    totalMs,
  });
}
