import { AppError } from "@patchops/contract";
import { isJsonObject, type JsonObject, type RpcRequest } from "@patchops/protocol";
import {
  type Context,
  type HeldCallRelay,
  openRequestState,
  type StatePlace,
  sealRequestState,
} from "@patchops/services";
import type { Exchange } from "../exchange.ts";
import type { GatewayRequest } from "../gateway-request.ts";
import { perform } from "../perform.ts";
import { RpcRefusal } from "../rpc-refusal.ts";
import { SenderBarred } from "../sender-barred.ts";
import type { SenderWatch } from "../sender-watch.ts";
import { isInputRequired, readInputResponses } from "./finish-result.ts";
import { createHeldCall, type HeldCall, type Turn } from "./held-call.ts";
import type { HeldCalls } from "./held-calls.ts";
import type { Envelope } from "./read-envelope.ts";
import { readOutcome } from "./resume-for-another-node.ts";

/**
 * What a client brings back: the id of a call that is held here, with the params that pick it up when it is held nowhere any more; or
 * the upstream's own state.
 */
type State = { held: string; pickUp?: JsonObject | undefined } | { upstream: string | null };

/** The methods that may ask for input first, and what names one of their requests. */
const askingMethods: Readonly<Record<string, string>> = {
  "tools/call": "name",
  "prompts/get": "name",
  "resources/read": "uri",
};

interface Circumstances {
  calls: HeldCalls;
  /** To the nodes that hold other calls; null while the database is away at the start. */
  relay: HeldCallRelay | null;
  exchange: Exchange;
  envelope: Envelope;
  connection: string | undefined;
  bytes: number;
  promptSessionId: string | undefined;
  /** Whether who sent it may act still: it is looked at as long as the request goes on. */
  isCurrent: GatewayRequest["isCurrent"];
  senders: SenderWatch;
  /** Calls back when the client has gone. */
  onGone(cancel: () => void): void;
}

/**
 * A request of this era, whole: begins it, or goes on with the one that a retry names. Where its upstream (of either era) needs the
 * client first, the result is `input_required`, with a state that only this user's retry of this request can use.
 */
export async function performHeld(
  context: Context,
  { method, params: given = {} }: RpcRequest,
  circumstances: Circumstances,
): Promise<JsonObject> {
  const { requestState, inputResponses: _responses, ...rest } = given;
  const field = askingMethods[method];
  const place = { method, name: field === undefined ? "" : String(given[field]) };
  let params = field === undefined ? given : rest;
  let turn: Turn;
  let call: HeldCall | null = null;
  const state =
    field === undefined || requestState === undefined
      ? null
      : await openRequestState<State>(context, place, String(requestState));
  if (state && "held" in state) {
    call = circumstances.calls.take(state.held, context.actor.organizationId);
    if (!call) {
      const result = await resumeElsewhere(context, place, { ...circumstances, state, params: given });
      if (result) return result;
      if (!state.pickUp) throw gone();
      params = { ...rest, ...state.pickUp };
    }
  } else if (state) {
    const { inputResponses } = given;
    params = {
      ...rest,
      ...(inputResponses === undefined ? {} : { inputResponses }),
      ...(state.upstream === null ? {} : { requestState: state.upstream }),
    };
  }
  if (call) {
    attach(call, circumstances, given);
    turn = await unlessBarred(call, call.resume(readInputResponses(given)));
  } else {
    const { connection, bytes, promptSessionId, senders, isCurrent } = circumstances;
    const begun = createHeldCall(circumstances.envelope);
    call = begun;
    attach(begun, circumstances, given);
    const { link, signal } = begun;
    const run = () =>
      perform(context, {
        method,
        params: withoutEnvelope(params),
        connection,
        bytes,
        link,
        promptSessionId,
        signal,
        passesInput: true,
        onStarted: (pickUp) => {
          begun.pickUp = pickUp;
        },
      });
    turn = await unlessBarred(
      begun,
      begun.begin(() => senders.during({ actor: context.actor, isCurrent, call: begun }, run)),
    );
  }
  if ("questions" in turn) {
    circumstances.calls.hold(call, context.actor.organizationId);
    const { id: held, pickUp } = call;
    const sealed = await sealRequestState(context, place, { held, pickUp } satisfies State);
    return { resultType: "input_required", inputRequests: turn.questions, requestState: sealed };
  }
  return isInputRequired(turn.result) ? sealUpstream(context, place, turn.result) : turn.result;
}

/** The retry came to another node than the one that holds the call, which goes on with it there; null where none holds it. */
async function resumeElsewhere(
  context: Context,
  place: StatePlace,
  { relay, state, params }: Circumstances & { state: { held: string }; params: JsonObject },
): Promise<JsonObject | null> {
  const responses = readInputResponses(params);
  const outcome = readOutcome(await relay?.resumeElsewhere(context, { callId: state.held, responses }));
  if (outcome === null) return null;
  if ("error" in outcome) {
    throw new RpcRefusal(new AppError("upstream_error", outcome.error.message), { rpc: outcome.error });
  }
  if ("result" in outcome) return outcome.result;
  const sealed = await sealRequestState(context, place, state satisfies State);
  return { resultType: "input_required", inputRequests: outcome.questions, requestState: sealed };
}

/** What was ended because its sender may act no longer says that, whatever its end looked like below. */
async function unlessBarred(call: HeldCall, turn: Promise<Turn>): Promise<Turn> {
  try {
    return await turn;
  } catch (error) {
    throw call.signal.reason instanceof SenderBarred ? call.signal.reason : error;
  }
}

function attach(call: HeldCall, { exchange, onGone }: Circumstances, params: JsonObject): void {
  const meta = isJsonObject(params._meta) ? params._meta : {};
  call.attach(exchange, meta.progressToken);
  onGone(() => call.abort());
}

async function sealUpstream(context: Context, place: StatePlace, result: JsonObject): Promise<JsonObject> {
  const upstream = typeof result.requestState === "string" ? result.requestState : null;
  const requestState = await sealRequestState(context, place, { upstream } satisfies State);
  return { ...result, requestState };
}

/** The keys of the era's envelope are of this leg alone; the upstream's leg gets its own. */
function withoutEnvelope(params: JsonObject): JsonObject {
  if (!isJsonObject(params._meta)) return params;
  const meta = Object.fromEntries(
    Object.entries(params._meta).filter(
      ([key]) => !/^io\.modelcontextprotocol\/(protocolVersion|client|logLevel)/.test(key),
    ),
  );
  return { ...params, _meta: meta };
}

function gone(): AppError {
  return new AppError(
    "session_lost",
    "The call that waited for this answer has ended: its time was up, or its node stopped.",
    {
      sent: true,
      retryable: true,
      next: "Send the request again without requestState. It may have reached its server.",
    },
  );
}
