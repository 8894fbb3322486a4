import { AppError } from "@patchops/contract";
import { type RpcRequest, rpcErrorCodes } from "@patchops/protocol";
import { type Context, modernPromptSession } from "@patchops/services";
import { acceptedAnswers } from "../accepted-answers.ts";
import { openExchange } from "../exchange.ts";
import type { GatewayRequest } from "../gateway-request.ts";
import { whenGone } from "../legacy/when-gone.ts";
import { logFailure } from "../log-failure.ts";
import { note } from "../note.ts";
import { methodVerbs, unknownMethod } from "../perform.ts";
import { placeOf } from "../place-of.ts";
import { refuseMissingScope } from "../refuse-missing-scope.ts";
import { retryAfterOf } from "../retry-after-of.ts";
import { errorAnswer, resultAnswer } from "../rpc-answer.ts";
import { rpcError } from "../rpc-error.ts";
import { RpcRefusal } from "../rpc-refusal.ts";
import { checkParameterHeaders } from "./check-parameter-headers.ts";
import { discover } from "./discover.ts";
import { finishResult } from "./finish-result.ts";
import { listen } from "./listen.ts";
import type { ModernFace } from "./modern-face.ts";
import { performHeld } from "./perform-held.ts";
import { type Envelope, readEnvelope } from "./read-envelope.ts";

/** Errors of the request itself, which an intermediary sees by their status (2026-07-28, transports: server validation). */
const statusByCode: Readonly<Record<number, number>> = {
  [rpcErrorCodes.methodNotFound]: 404,
  [rpcErrorCodes.headerMismatch]: 400,
  [rpcErrorCodes.missingClientCapability]: 400,
  [rpcErrorCodes.unsupportedVersion]: 400,
};

/** What the other era has alone. */
const legacyMethods = new Set(["resources/subscribe", "tasks/list", "tasks/result"]);

/** A request of the era in which each stands for itself (2026-07-28). */
export async function handleModernPost(
  request: GatewayRequest,
  face: ModernFace,
  { message, bytes }: { message: RpcRequest; bytes: number },
): Promise<void> {
  const { endpoint, incoming, outgoing } = request;
  const envelope = readEnvelope(message, incoming.headers);
  const { method } = message;
  if (
    !(methodVerbs.has(method) && !legacyMethods.has(method)) &&
    method !== "server/discover" &&
    method !== "subscriptions/listen"
  ) {
    throw new RpcRefusal(unknownMethod(method).error, {
      id: message.id,
      rpc: { code: rpcErrorCodes.methodNotFound },
    });
  }
  const context: Context = { ...request.context, client: envelope.client };
  await refuseMissingScope(context, endpoint, message);
  if (method === "tools/call") {
    await checkParameterHeaders(context, endpoint, { message, headers: incoming.headers });
  }
  if (method === "subscriptions/listen") {
    const promptSessionId = await sessionOf(context, endpoint.path, envelope);
    return note(context, { promptSessionId, kind: method, subject: null }, () =>
      listen({ ...request, context }, face, message),
    );
  }
  const exchange = openExchange(outgoing, {
    requests: 1,
    isBatch: false,
    keepAliveMs: face.keepAliveMs,
    ...acceptedAnswers(incoming),
  });
  let isGone = false;
  const cancels: (() => void)[] = [];
  whenGone(outgoing, () => {
    isGone = true;
    for (const cancel of cancels) cancel();
  });
  try {
    const result =
      method === "server/discover"
        ? await discover(context, endpoint)
        : await performHeld(context, message, {
            calls: face.heldCalls,
            senders: face.senders,
            isCurrent: request.isCurrent,
            relay: await face.relay,
            exchange,
            envelope,
            connection: endpoint.connection,
            bytes,
            promptSessionId: await sessionOf(context, endpoint.path, envelope),
            onGone: (cancel) => {
              if (isGone) cancel();
              else cancels.push(cancel);
            },
          });
    exchange.answer(resultAnswer(message.id, finishResult(method, result)), {
      retryAfterSeconds: retryAfterOf(result),
    });
  } catch (error) {
    logFailure(context, "MCP", error);
    const told = rpcError(error, placeOf(context), "modern");
    exchange.answer(isGone ? null : errorAnswer(message.id, told), {
      status: statusByCode[told.code],
      retryAfterSeconds: error instanceof AppError ? error.retryAfterSeconds : undefined,
    });
  }
}

/** The visit that a request belongs to, for the record; a request without one is answered all the same. */
async function sessionOf(
  context: Context,
  endpoint: string,
  envelope: Envelope,
): Promise<string | undefined> {
  try {
    const { client, capabilities } = envelope;
    return await modernPromptSession(context, { endpoint, client, capabilities });
  } catch (error) {
    const { requestId, services } = context;
    services.log.warn({ err: error, requestId }, "A request was not noted in a prompt session");
    return undefined;
  }
}
