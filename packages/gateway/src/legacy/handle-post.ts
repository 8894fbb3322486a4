import { AppError } from "@patchops/contract";
import type { RpcNotification, RpcRequest } from "@patchops/protocol";
import { type Context, tellAll, tellCancellation } from "@patchops/services";
import { acceptedAnswers } from "../accepted-answers.ts";
import { openExchange } from "../exchange.ts";
import type { GatewayRequest } from "../gateway-request.ts";
import type { PostBody } from "../handle-post.ts";
import { refuseMissingScope } from "../refuse-missing-scope.ts";
import { resultAnswer } from "../rpc-answer.ts";
import { RpcRefusal } from "../rpc-refusal.ts";
import { answerRequest } from "./answer-request.ts";
import { hearAnswer } from "./hear-answer.ts";
import { initialize } from "./initialize.ts";
import type { LegacyFace } from "./legacy-face.ts";
import { requireSession } from "./require-session.ts";
import { openResumableStream, type ResumableStream } from "./resumable-stream.ts";
import type { LegacySession } from "./session-store.ts";
import { whenGone } from "./when-gone.ts";

/** The revision since which clients know how to resume the answer of a POST. */
const resumableSince = "2025-03-26";

/** A POST of the legacy era: `initialize`, or messages of a session. */
export async function handleLegacyPost(
  request: GatewayRequest,
  face: LegacyFace,
  body: PostBody,
): Promise<void> {
  const { endpoint, incoming, outgoing } = request;
  const options = { isBatch: body.isBatch, keepAliveMs: face.keepAliveMs, ...acceptedAnswers(incoming) };
  const requests = body.messages.flatMap((item) => (item.kind === "request" ? [item.message] : []));
  const [first] = requests;
  if (first?.method === "initialize" && !body.isBatch) {
    const result = await start(request, face, first);
    openExchange(outgoing, { ...options, requests: 1 }).answer(resultAnswer(first.id, result));
    return;
  }
  const { session } = await requireSession(request, face.sessions);
  if (body.isBatch && session.row.protocolVersion !== "2025-03-26") {
    throw new AppError("malformed_request", "Batches belong to the revision 2025-03-26 alone.");
  }
  const context: Context = { ...request.context, client: session.row.client };
  for (const message of requests) await refuseMissingScope(context, endpoint, message);
  for (const { kind, message } of body.messages) {
    if (kind === "notification") hear(context, session, message);
    if (kind === "result" || kind === "failure") hearAnswer(context, session, message);
  }
  if (requests.length === 0) {
    outgoing.writeHead(202, { "content-length": 0 }).end();
    return;
  }
  let resumable: ResumableStream | undefined;
  const openStream = () => {
    resumable = openResumableStream(context, outgoing, {
      session,
      keepAliveMs: face.keepAliveMs,
      graceMs: face.resumeGraceMs,
    });
    return resumable;
  };
  const exchange = openExchange(outgoing, {
    ...options,
    requests: requests.length,
    openStream: session.row.protocolVersion >= resumableSince ? openStream : undefined,
  });
  const circumstances = {
    session,
    exchange,
    connection: endpoint.connection,
    bytes: Math.ceil(body.sizeBytes / requests.length),
  };
  const underWay = requests.map((message) => ({ message, controller: new AbortController() }));
  const cancelAll = () => {
    for (const { controller } of underWay) controller.abort();
  };
  whenGone(outgoing, () => (resumable ? resumable.hold(cancelAll) : cancelAll()));
  session.exchanges.push(exchange);
  await Promise.all(
    underWay.map(({ message, controller }) =>
      face.senders.during({ actor: context.actor, isCurrent: request.isCurrent, call: controller }, () =>
        answerRequest(context, message, { ...circumstances, controller }),
      ),
    ),
  );
  session.exchanges.splice(session.exchanges.indexOf(exchange), 1);
  await resumable?.ended;
}

async function start(request: GatewayRequest, face: LegacyFace, message: RpcRequest) {
  const { context, endpoint, outgoing } = request;
  try {
    const { token, result } = await initialize(context, face.sessions, { endpoint, params: message.params });
    outgoing.setHeader("mcp-session-id", token);
    return result;
  } catch (error) {
    throw error instanceof AppError ? new RpcRefusal(error, { id: message.id }) : error;
  }
}

function hear(context: Context, session: LegacySession, message: RpcNotification): void {
  if (message.method === "notifications/roots/list_changed" && session.roots) {
    // Servers that know them may be reached from any node.
    tellAll(context.services, session.row, { hasOtherRoots: true }).catch((error: unknown) => {
      const { requestId, services } = context;
      services.log.warn({ err: error, requestId }, "A change of roots did not reach the nodes");
    });
  }
  if (message.method !== "notifications/cancelled") return;
  const id = message.params?.requestId;
  if (typeof id !== "string" && typeof id !== "number") return;
  const call = session.calls.get(id);
  if (call) {
    call.abort();
    return;
  }
  // It is over, or another node has it.
  tellCancellation(context, { sessionId: session.row.id, requestId: id }).catch((error: unknown) => {
    context.services.log.warn(
      { err: error, requestId: context.requestId },
      "A cancellation did not reach the other nodes",
    );
  });
}
