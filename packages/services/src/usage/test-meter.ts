import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newId } from "@patchops/contract";
import type { Log } from "../context.ts";
import type { CallEnd, MeterDimensions } from "./meter.ts";

/** A call of the demo tool `list_orders`, for tests. */
export function testCall(organizationId: string, more: Partial<MeterDimensions> = {}): MeterDimensions {
  return {
    organizationId,
    kind: "call",
    method: "tools/call",
    via: "mcp",
    userId: null,
    apiKeyId: null,
    clientName: "claude-code",
    clientVersion: "2.1.0",
    promptSessionId: null,
    executionId: null,
    profile: null,
    connectionId: testConnectionId,
    connectionSlug: "demo",
    providerType: "demo",
    tool: "list_orders",
    exposedName: "demo_list_orders",
    bytesIn: 17,
    requestId: newId(),
    ...more,
  };
}

export const testConnectionId = "0193a000-0000-7000-8000-00000000c001";

/** A call's good end, for tests. */
export function testEnd(more: Partial<CallEnd> = {}): CallEnd {
  return { outcome: "ok", wasSent: true, bytesOut: 42, queueMs: 0.5, upstreamMs: 12, ...more };
}

/** A log that remembers its lines. */
export function memoryLog(): Log & { lines: { level: string; fields: object; message: string }[] } {
  const lines: { level: string; fields: object; message: string }[] = [];
  const at = (level: string) => (fields: object, message: string) =>
    void lines.push({ level, fields, message });
  return { lines, debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

/** A directory for a journal; `remove` it in the end. */
export function journalDirectory(): { directory: string; remove: () => void } {
  const directory = mkdtempSync(join(tmpdir(), "patchops-journal-"));
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}
