import { setImmediate } from "node:timers/promises";
import { isJsonObject, type JsonObject, rpcErrorCodes } from "@patchops/protocol";
import { Deadline } from "./deadline.ts";
import type { UpstreamRequest } from "./request.ts";
import type { Session } from "./session/session.ts";
import { UpstreamError } from "./upstream-error.ts";

/** What a server may have lists of. */
export type ListKind = "tools" | "prompts" | "resources" | "resourceTemplates";

/** A definition as the upstream sent it, unknown fields included; its name is checked to be a text. */
export type ToolDefinition = { name: string } & JsonObject;

const lists = {
  tools: { method: "tools/list", capability: "tools", key: "name" },
  prompts: { method: "prompts/list", capability: "prompts", key: "name" },
  resources: { method: "resources/list", capability: "resources", key: "uri" },
  resourceTemplates: { method: "resources/templates/list", capability: "resources", key: "uriTemplate" },
} as const;

const maxPages = 200;
const maxItems = 10_000;
const maxKeyLength = 8_192;
const maxNameLength = 1_024;
/** No client's context takes a larger one, and each step of work with it would hold everybody else up. */
const maxDefinitionBytes = 262_144;

interface Page {
  result: JsonObject;
  bytes: number;
}

interface WholeList {
  items: JsonObject[];
  /** Those whose definitions are larger than 256 KiB. */
  leftOut: number;
}

export interface ListLimits {
  deadlineMs: number;
  signal?: AbortSignal | undefined;
  maxBytes: number;
  caller?: UpstreamRequest["caller"];
}

/**
 * All pages of a list; empty when the server lacks the capability. Throws `result_too_large` for a list beyond 10,000
 * entries, 200 pages or `maxBytes`, and `protocol_error` for one that is no list or whose cursors go in circles.
 */
export async function listAll(session: Session, what: ListKind, options: ListLimits): Promise<WholeList> {
  const { method, capability, key } = lists[what];
  const list: WholeList = { items: [], leftOut: 0 };
  if (!isJsonObject(session.server.capabilities[capability])) return list;
  const { items } = list;
  const maxLength = key === "name" ? maxNameLength : maxKeyLength;
  const cursors = new Set<string>();
  let bytes = 0;
  let params: JsonObject = {};
  for (;;) {
    const request = { method, params, caller: options.caller, signal: options.signal };
    const answer = await send(session, request, options.deadlineMs).catch((error: unknown) => {
      // Some servers declare a capability without its lists; many with resources have no templates.
      if (what !== "tools" && isUnknownMethod(error)) return noPage(what);
      throw error;
    });
    bytes += answer.bytes;
    // To have read a large page took long enough: others first, before it is gone through.
    if (answer.bytes > maxDefinitionBytes) await setImmediate();
    const { [what]: page, nextCursor } = answer.result;
    if (!Array.isArray(page))
      throw new UpstreamError("protocol_error", `Its answer to ${method} is no list.`, { sent: true });
    for (const value of page) {
      if (!isJsonObject(value)) continue;
      const name = value[key];
      if (typeof name !== "string" || name === "" || name.length > maxLength) continue;
      const isLarge = answer.bytes > maxDefinitionBytes && JSON.stringify(value).length > maxDefinitionBytes;
      if (isLarge) list.leftOut += 1;
      else items.push(value);
    }
    if (typeof nextCursor !== "string" || nextCursor === "") return list;
    if (cursors.has(nextCursor)) {
      throw new UpstreamError("protocol_error", `Its answers to ${method} have no end.`, { sent: true });
    }
    cursors.add(nextCursor);
    if (items.length > maxItems || cursors.size >= maxPages || bytes > options.maxBytes) {
      throw new UpstreamError("result_too_large", `Its answers to ${method} are beyond the limit.`, {
        sent: true,
      });
    }
    params = { cursor: nextCursor };
  }
}

function isUnknownMethod(error: unknown): boolean {
  return error instanceof UpstreamError && error.upstreamCode === rpcErrorCodes.methodNotFound;
}

function noPage(what: ListKind): Page {
  return { result: { [what]: [] }, bytes: 0 };
}

async function send(session: Session, request: UpstreamRequest, deadlineMs: number): Promise<Page> {
  const deadline = new Deadline(Math.max(1, deadlineMs - performance.now()));
  try {
    return await session.request(request, deadline);
  } finally {
    deadline.stop();
  }
}
