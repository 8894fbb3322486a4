import { newId } from "@patchops/contract";
import { isJsonObject, type JsonObject, RpcError } from "@patchops/protocol";
import { cannotAnswer } from "../cannot-answer.ts";
import type { ClientLink } from "../client-link.ts";
import { crossingCapabilities } from "../crossing-capabilities.ts";
import type { Exchange } from "../exchange.ts";
import type { Envelope } from "./read-envelope.ts";

type Question = { method: string; params: JsonObject };

/** What a request has come to: its result, or questions that its client has to answer first. */
export type Turn = { result: JsonObject } | { questions: Record<string, Question> };

/**
 * A request whose upstream may come back to its client by requests of its own, as the legacy era does. This era's client hears of
 * them by an answer to its request and answers by a new one: between the two the request goes on here.
 */
export interface HeldCall {
  readonly id: string;
  readonly link: ClientLink;
  readonly signal: AbortSignal;
  /** The params of a request that goes on with what this one has started, should its node be lost. */
  pickUp: JsonObject | undefined;
  /** Runs it, and resolves with its first turn. Rejects as the run does. */
  begin(run: () => Promise<JsonObject>): Promise<Turn>;
  /** Goes on with the client's answers; what they leave open is asked again. */
  resume(responses: JsonObject): Promise<Turn>;
  /** What is told on the way goes to this exchange from now on. */
  attach(exchange: Exchange, progressToken: unknown): void;
  /** The reason is the server's own. */
  abort(reason?: Error): void;
}

/** Questions that come together are asked together. */
const gatherMs = 5;

const rpc = (method: string, params: JsonObject) => JSON.stringify({ jsonrpc: "2.0", method, params });

/** Until 2025-11-25 a page has an id, by which its end is told; this era has neither (2026-07-28, changelog). */
function withoutPageId({ method, params }: Question): Question {
  const { elicitationId: _legacy, ...rest } = params;
  return params.mode === "url" ? { method, params: rest } : { method, params };
}

export function createHeldCall({ capabilities, logLevel }: Envelope): HeldCall {
  const controller = new AbortController();
  const open = new Map<string, { question: Question; resolve: (answer: JsonObject) => void }>();
  let exchange: Exchange | undefined;
  let token: unknown;
  let asked = 0;
  let hasAsked: (() => void) | undefined;
  let result: Promise<JsonObject> | undefined;

  async function turn(): Promise<Turn> {
    if (!result) throw new Error("the call has not begun");
    const { promise: questions, resolve } = Promise.withResolvers<null>();
    hasAsked = () => resolve(null);
    if (open.size > 0) resolve(null);
    const found = await Promise.race([result, questions]);
    if (found !== null) return { result: found };
    await new Promise((next) => setTimeout(next, gatherMs));
    return { questions: Object.fromEntries([...open].map(([key, { question }]) => [key, question])) };
  }

  const link: ClientLink = {
    era: "modern",
    capabilities: crossingCapabilities(capabilities),
    logLevel,
    notify(method, params) {
      if (method === "notifications/message" && logLevel === undefined) return;
      if (method === "notifications/elicitation/complete") return;
      if (method !== "notifications/progress") exchange?.notify(rpc(method, params));
      else if (token !== undefined) exchange?.notify(rpc(method, { ...params, progressToken: token }));
    },
    ask(question, signal) {
      const refusal = cannotAnswer(capabilities, question);
      if (refusal) return Promise.reject(refusal);
      return new Promise((resolve, reject) => {
        asked += 1;
        const key = `question_${asked}`;
        const withdraw = () => {
          open.delete(key);
          reject(new RpcError("The question was withdrawn."));
        };
        if (signal.aborted) {
          withdraw();
          return;
        }
        signal.addEventListener("abort", withdraw, { once: true });
        open.set(key, {
          question: withoutPageId(question),
          resolve: (answer) => {
            signal.removeEventListener("abort", withdraw);
            resolve(answer);
          },
        });
        hasAsked?.();
      });
    },
  };

  return {
    id: newId(),
    link,
    signal: controller.signal,
    pickUp: undefined,
    begin(run) {
      result = run();
      // Nobody may be waiting when it ends: the next turn hears of it.
      result.catch(() => undefined);
      return turn();
    },
    resume(responses) {
      for (const [key, { resolve }] of open) {
        const answer = responses[key];
        if (!isJsonObject(answer)) continue;
        open.delete(key);
        resolve(answer);
      }
      return turn();
    },
    attach(next, progressToken) {
      exchange = next;
      token = progressToken;
    },
    abort: (reason) => controller.abort(reason),
  };
}
