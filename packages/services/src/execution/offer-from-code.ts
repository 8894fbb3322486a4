import { AppError } from "@patchops/contract";
import { encodeAnswer } from "@patchops/sandbox";
import type { Context } from "../context.ts";
import type { Forwarding } from "../forward/index.ts";
import { getPrompt, readResource, uriToShow } from "../offer/index.ts";
import { recordSessionEvent } from "../promptsession/index.ts";
import { blobsOfPrompt, blobsOfResource } from "./find-blobs.ts";

interface OfferCall {
  kind: "resource" | "prompt";
  /** As the program gave them. */
  args: unknown;
  promptSessionId: string | undefined;
  forwarding: Forwarding;
}

/**
 * `resources.read` and `prompts.get` of a program, by the verbs of MCP clients: in its starter's profile, in the session's
 * record, and as there no call, so that no quota counts it. Answers what the upstream did, less its `_meta`.
 */
export async function offerFromCode(context: Context, call: OfferCall): Promise<string> {
  const given = typeof call.args === "object" && call.args !== null ? { ...call.args } : {};
  const isPrompt = call.kind === "prompt";
  const subject: unknown = Reflect.get(given, isPrompt ? "name" : "uri");
  if (typeof subject !== "string") {
    const usage = isPrompt ? "prompts.get takes a prompt's name" : "resources.read takes a resource's URI";
    throw new AppError("invalid_input", `${usage}, a text.`, { sent: false });
  }
  const startedMs = Date.now();
  const from = performance.now();
  const record = (outcome: string, errorCode: string | null) => {
    const { promptSessionId } = call;
    if (promptSessionId === undefined) return;
    recordSessionEvent(context, {
      promptSessionId,
      kind: isPrompt ? "prompts/get" : "resources/read",
      // A query may hold a secret.
      subject: isPrompt ? subject : uriToShow(subject),
      outcome,
      errorCode,
      startedMs,
      totalMs: performance.now() - from,
    });
  };
  try {
    const { result } = isPrompt
      ? await getPrompt(context, {}, { ...promptArguments(given), name: subject }, call.forwarding)
      : await readResource(context, {}, { uri: subject }, call.forwarding);
    const { _meta, ...answer } = result;
    record("ok", null);
    return encodeAnswer(answer, isPrompt ? blobsOfPrompt(answer) : blobsOfResource(answer));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    record(error.code === "cancelled" ? "cancelled" : "error", error.code);
    // The words travel to the program as one text, its next step in it.
    const hint = error.next === undefined ? "" : ` ${error.next}`;
    throw new AppError(error.code, error.message + hint, { retryable: error.retryable, cause: error });
  }
}

function promptArguments(given: object): { arguments?: unknown } {
  const value: unknown = Reflect.get(given, "arguments");
  return value === undefined || value === null ? {} : { arguments: value };
}
