import { isJsonObject, type JsonObject } from "@patchops/protocol";
import type { Session } from "./session/open-session.ts";
import { UpstreamError } from "./upstream-error.ts";

/** A definition as the upstream sent it, unknown fields included; its name is checked to be a text. */
export type ToolDefinition = { name: string } & JsonObject;

const maxPages = 200;
const maxTools = 10_000;
/** No client's context takes a larger one, and each step of work with it would hold everybody else up. */
const maxDefinitionBytes = 262_144;

function readTool(value: unknown): ToolDefinition | null {
  if (!isJsonObject(value)) return null;
  const { name } = value;
  return typeof name === "string" && name !== "" && name.length <= 1_024 ? { ...value, name } : null;
}

interface ToolList {
  tools: ToolDefinition[];
  /** Tools whose definitions are larger than 256 KiB. */
  leftOut: number;
}

/**
 * All pages of `tools/list`. Throws `result_too_large` for a list beyond 10,000 tools, 200 pages or `maxBytes`, and
 * `protocol_error` for one that is no list or whose cursors go in circles.
 */
export async function listTools(
  session: Session,
  options: { deadlineMs: number; signal?: AbortSignal | undefined; maxBytes: number },
): Promise<ToolList> {
  const list: ToolList = { tools: [], leftOut: 0 };
  if (!isJsonObject(session.server.capabilities.tools)) return list;
  const { tools } = list;
  const cursors = new Set<string>();
  let bytes = 0;
  let params: JsonObject = {};
  for (;;) {
    const answer = await session.request("tools/list", params, {
      timeoutMs: Math.max(1, options.deadlineMs - performance.now()),
      signal: options.signal,
    });
    bytes += answer.bytes;
    const { tools: page, nextCursor } = answer.result;
    if (!Array.isArray(page))
      throw new UpstreamError("protocol_error", "Its list of tools is none.", { sent: true });
    for (const value of page) {
      const tool = readTool(value);
      if (!tool) continue;
      const isLarge = answer.bytes > maxDefinitionBytes && JSON.stringify(tool).length > maxDefinitionBytes;
      if (isLarge) list.leftOut += 1;
      else tools.push(tool);
    }
    if (typeof nextCursor !== "string" || nextCursor === "") return list;
    if (cursors.has(nextCursor)) {
      throw new UpstreamError("protocol_error", "Its list of tools has no end.", { sent: true });
    }
    cursors.add(nextCursor);
    if (tools.length > maxTools || cursors.size >= maxPages || bytes > options.maxBytes) {
      throw new UpstreamError("result_too_large", "Its list of tools is beyond the limit.", { sent: true });
    }
    params = { cursor: nextCursor };
  }
}
