import { isJsonObject, type JsonObject } from "@patchops/protocol";
import type { Deadline } from "../deadline.ts";
import type { UpstreamRequest } from "../request.ts";
import { UpstreamError } from "../upstream-error.ts";
import type { PageVisits } from "./page-visits.ts";

/** How long a person may take. */
const answerTimeoutMs = 600_000;

/**
 * Asks the caller what a result `input_required` wants to know, all at once, and answers what the retry adds to the params
 * (2026-07-28, basic/patterns/mrtr). The request's deadline stands still meanwhile.
 */
export async function answerInput(
  result: JsonObject,
  request: UpstreamRequest,
  { deadline, visits }: { deadline: Deadline; visits: PageVisits },
): Promise<JsonObject> {
  const questions = isJsonObject(result.inputRequests) ? Object.entries(result.inputRequests) : [];
  const timeUp = AbortSignal.timeout(answerTimeoutMs);
  const signal = request.signal ? AbortSignal.any([request.signal, timeUp]) : timeUp;
  deadline.pause();
  try {
    const asked = questions.map(async ([key, question]) => [
      key,
      await answerOne({ key, question, visits }, request, signal),
    ]);
    const answers: JsonObject = Object.fromEntries(await Promise.all(asked));
    return {
      ...(questions.length === 0 ? {} : { inputResponses: answers }),
      ...(result.requestState === undefined ? {} : { requestState: result.requestState }),
    };
  } finally {
    deadline.resume();
  }
}

async function answerOne(
  { key, question, visits }: { key: string; question: unknown; visits: PageVisits },
  request: UpstreamRequest,
  signal: AbortSignal,
): Promise<JsonObject> {
  const { method, params } = isJsonObject(question) ? question : {};
  if (typeof method !== "string") {
    throw new UpstreamError("protocol_error", "It asks for something that is no request.", { sent: true });
  }
  const { caller } = request;
  if (!caller) {
    if (method === "roots/list") return { roots: [] };
    throw new UpstreamError("upstream_error", "It has a question, and nobody can be asked here.", {
      sent: true,
    });
  }
  try {
    const asked = visits.withId(key, isJsonObject(params) ? params : {});
    if (visits.isUnderWay(key, asked)) {
      await visits.pause(key, asked, signal);
      return { action: "accept" };
    }
    const answer = await caller.ask({ method, params: asked }, signal);
    if (answer.action === "accept") visits.begin(key, asked);
    return answer;
  } catch (cause) {
    if (request.signal?.aborted) {
      throw new UpstreamError("cancelled", "The call was cancelled.", { sent: true, cause });
    }
    // The one question that has an answer for somebody who does not answer.
    if (method === "elicitation/create") return { action: "cancel" };
    throw new UpstreamError("upstream_error", "It has a question, which the client did not answer.", {
      sent: true,
      cause,
    });
  }
}
