import { isJsonObject, type JsonObject } from "@patchops/protocol";
import type { Session } from "./session/open-session.ts";
import { UpstreamError } from "./upstream-error.ts";

/** What a server offers besides tools, as it sent it; null = it could not be read now. */
export interface Offers {
  prompt: JsonObject[] | null;
  resource: JsonObject[] | null;
  template: JsonObject[] | null;
}

interface Limits {
  deadlineMs: number;
  signal?: AbortSignal | undefined;
  maxBytes: number;
}

const maxPages = 200;

/** All prompts, resources and templates. A list that fails is null: it does not take the tools with it. */
export async function listOffers(session: Session, limits: Limits): Promise<Offers> {
  const { capabilities } = session.server;
  const [prompt, resource, template] = await Promise.all([
    isJsonObject(capabilities.prompts) ? listAll(session, "prompts/list", "prompts", limits) : [],
    isJsonObject(capabilities.resources) ? listAll(session, "resources/list", "resources", limits) : [],
    isJsonObject(capabilities.resources)
      ? listAll(session, "resources/templates/list", "resourceTemplates", limits)
      : [],
  ]);
  return { prompt, resource, template };
}

async function listAll(
  session: Session,
  method: string,
  field: string,
  limits: Limits,
): Promise<JsonObject[] | null> {
  const found: JsonObject[] = [];
  const cursors = new Set<string>();
  let bytes = 0;
  let params: JsonObject = {};
  try {
    for (;;) {
      const timeoutMs = Math.max(1, limits.deadlineMs - performance.now());
      const answer = await session.request(method, params, { timeoutMs, signal: limits.signal });
      const { [field]: page, nextCursor } = answer.result;
      bytes += answer.bytes;
      if (!Array.isArray(page) || bytes > limits.maxBytes) return null;
      found.push(...page.filter(isJsonObject));
      if (typeof nextCursor !== "string" || nextCursor === "") return found;
      if (cursors.has(nextCursor) || cursors.size >= maxPages) return null;
      cursors.add(nextCursor);
      params = { cursor: nextCursor };
    }
  } catch (error) {
    // Some servers declare resources and answer "method not found" for their templates.
    if (error instanceof UpstreamError && error.code !== "cancelled")
      return error.upstreamCode === -32601 ? [] : null;
    throw error;
  }
}
