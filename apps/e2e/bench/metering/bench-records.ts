import { randomUUID } from "node:crypto";
import { newId } from "@patchops/contract";
import type { UsageRecord } from "@patchops/services";

const people = Array.from({ length: 12 }, () => ({ userId: randomUUID(), apiKeyId: randomUUID() }));
const organizations = Array.from({ length: 3 }, () => newId());
const connections = ["github", "linear", "slack", "postgres"].map((slug) => ({
  connectionId: newId(),
  connectionSlug: slug,
  providerType: slug,
}));
const clients = ["claude-code", "cursor", "vscode", "codex"];
const pick = <T>(list: readonly T[], place: number): T => {
  const item = list[place % list.length];
  if (item === undefined) throw new Error("there is nothing to pick from");
  return item;
};

/** A batch as a busy node flushes it: three organizations, a few connections, tools, people and clients, a failure now and then. */
export function benchRecords(count: number): UsageRecord[] {
  const ts = new Date().toISOString();
  return Array.from({ length: count }, (_, place) => {
    const tool = `tool_${(place * 7) % 5}`;
    const connection = pick(connections, place);
    const hasFailed = place % 40 === 0;
    return {
      ...pick(people, place * 5),
      ...connection,
      organizationId: pick(organizations, place * 11),
      id: newId(),
      ts,
      kind: "call",
      method: "tools/call",
      via: place % 3 === 0 ? "code" : "mcp",
      clientName: pick(clients, place * 3),
      clientVersion: "2.1.0",
      promptSessionId: null,
      executionId: null,
      profile: null,
      tool,
      exposedName: `${connection.connectionSlug}_${tool}`,
      bytesIn: 120,
      requestId: newId(),
      outcome: hasFailed ? "tool_error" : "ok",
      errorCode: null,
      errorMessage: null,
      wasSent: true,
      bytesOut: 2_400,
      queueMs: 0.4,
      policyMs: 0,
      upstreamMs: 20 + ((place * 37) % 400),
      totalMs: 21 + ((place * 37) % 400),
      cpuMs: 0,
      units: 1,
      leaseId: null,
    };
  });
}
