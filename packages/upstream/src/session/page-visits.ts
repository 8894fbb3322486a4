import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { isJsonObject, type JsonObject } from "@patchops/protocol";
import type { UpstreamRequest } from "../request.ts";

interface Visit {
  elicitationId: string;
  /** How often its server has asked for it again. */
  repeats: number;
  /** On the monotonic clock. */
  untilMs: number;
}

/** How long a person may take. */
const longestMs = 600_000;
const shortestPauseMs = 1_000;
const longestPauseMs = 5_000;

/**
 * The pages to which one request has sent its person (elicitation in URL mode). Until 2025-11-25 a page has an id, by which the
 * client is told that it is done; a modern server knows no such word, and asks again at each retry until the person is done.
 */
export class PageVisits {
  readonly #visits = new Map<string, Visit>();

  /** A question as a client of either era understands it. */
  withId(key: string, params: JsonObject): JsonObject {
    if (params.mode !== "url" || typeof params.elicitationId === "string") return params;
    return {
      ...params,
      elicitationId: this.#visits.get(placeOf(key, params))?.elicitationId ?? randomUUID(),
    };
  }

  /** The person has gone to a page. */
  begin(key: string, params: JsonObject): void {
    if (params.mode !== "url") return;
    const elicitationId = String(params.elicitationId);
    this.#visits.set(placeOf(key, params), {
      elicitationId,
      repeats: 0,
      untilMs: performance.now() + longestMs,
    });
  }

  /** Whether the person is there already, and not to be asked a second time. */
  isUnderWay(key: string, params: JsonObject): boolean {
    return params.mode === "url" && this.#visits.has(placeOf(key, params));
  }

  /** Whether one of these questions waits for a page and not for an answer. */
  isAnyUnderWay(questions: unknown): boolean {
    return paramsOf(questions).some(([key, params]) => this.isUnderWay(key, params));
  }

  /** Waits before the server is asked whether they are done, each time longer. Rejects when the signal says so, or time is up. */
  async pause(key: string, params: JsonObject, signal: AbortSignal): Promise<void> {
    const visit = this.#visits.get(placeOf(key, params));
    if (!visit) return;
    if (performance.now() > visit.untilMs) {
      this.#visits.delete(placeOf(key, params));
      throw new Error("the person has not come back from the page");
    }
    const pauseMs = Math.min(longestPauseMs, shortestPauseMs * 1.5 ** visit.repeats);
    visit.repeats += 1;
    await wait(pauseMs, undefined, { signal });
  }

  /** Tells the client of pages for which the server no longer asks; `questions` are those that it still has. */
  tellDone(questions: unknown, { onNotification }: UpstreamRequest): void {
    if (this.#visits.size === 0) return;
    const open = new Set(paramsOf(questions).map(([key, params]) => placeOf(key, params)));
    for (const [place, { elicitationId }] of this.#visits) {
      if (open.has(place)) continue;
      this.#visits.delete(place);
      const method = "notifications/elicitation/complete";
      onNotification?.({ jsonrpc: "2.0", method, params: { elicitationId } });
    }
  }
}

function paramsOf(questions: unknown): [key: string, params: JsonObject][] {
  return Object.entries(isJsonObject(questions) ? questions : {}).flatMap(([key, question]) =>
    isJsonObject(question) && isJsonObject(question.params) ? [[key, question.params]] : [],
  );
}

/** The same page of the same question, whatever state its address carries. */
function placeOf(key: string, { url }: JsonObject): string {
  const [page = ""] = String(url).split(/[?#]/);
  return `${key} ${page}`;
}
