import { AppError } from "@patchops/contract";
import { isJsonObject, type JsonObject, modernMetaKeys, type RpcRequest } from "@patchops/protocol";
import { subscribeToResource } from "@patchops/services";
import { openEventStream } from "../event-stream.ts";
import type { GatewayRequest } from "../gateway-request.ts";
import type { ChangedList } from "../list-versions.ts";
import { resultAnswer } from "../rpc-answer.ts";
import { RpcRefusal } from "../rpc-refusal.ts";
import type { ModernFace } from "./modern-face.ts";

/** A revoked key's stream ends that soon, at the latest. */
const keyCheckMs = 3_000;
const maxResources = 1_000;

interface Filter {
  lists: Set<ChangedList>;
  uris: string[];
}

function readFilter(message: RpcRequest): Filter {
  const { notifications } = message.params ?? {};
  if (!isJsonObject(notifications)) {
    throw new RpcRefusal(new AppError("invalid_input", "A subscription needs the notifications it is for."), {
      id: message.id,
    });
  }
  const { toolsListChanged, promptsListChanged, resourcesListChanged, resourceSubscriptions } = notifications;
  const uris = Array.isArray(resourceSubscriptions)
    ? resourceSubscriptions.filter((uri) => typeof uri === "string").slice(0, maxResources)
    : [];
  const lists = new Set<ChangedList>();
  if (toolsListChanged === true) lists.add("tools");
  if (promptsListChanged === true) lists.add("prompts");
  if (resourcesListChanged === true) lists.add("resources");
  return { lists, uris };
}

/**
 * `subscriptions/listen` (2026-07-28, subscriptions): tells what was asked for and nothing else, until the client leaves, the key
 * no longer stands, or the server stops.
 */
export async function listen(request: GatewayRequest, face: ModernFace, message: RpcRequest): Promise<void> {
  const { context, endpoint, outgoing } = request;
  const { lists, uris } = readFilter(message);
  const stream = openEventStream(outgoing, face);
  const meta = { [modernMetaKeys.subscriptionId]: message.id };
  const tell = (method: string, params: JsonObject) =>
    stream.send(JSON.stringify({ jsonrpc: "2.0", method, params: { ...params, _meta: meta } }));

  const stops: (() => void)[] = [];
  // Before the acknowledgement: from then on nothing may be missed.
  stops.push(
    await face.listChanges.subscribe({ context, connection: endpoint.connection }, (changed) => {
      for (const list of changed) if (lists.has(list)) tell(`notifications/${list}/list_changed`, {});
    }),
  );
  const followed = await Promise.all(
    uris.map((uri) =>
      subscribeToResource(context, { connection: endpoint.connection }, uri, (changed) =>
        tell("notifications/resources/updated", { uri: changed }),
      ).then(
        (stop) => {
          // A subscription that ends with its upstream's session needs no word.
          stops.push(() => void stop().catch(() => undefined));
          return [uri];
        },
        () => [],
      ),
    ),
  );
  tell("notifications/subscriptions/acknowledged", {
    notifications: {
      ...Object.fromEntries([...lists].map((list) => [`${list}ListChanged`, true])),
      ...(uris.length > 0 ? { resourceSubscriptions: followed.flat() } : {}),
    },
  });

  function end(): void {
    face.listening.delete(endOurselves);
    clearInterval(timer);
    for (const stop of stops) stop();
  }
  function endOurselves(): void {
    stream.send(resultAnswer(message.id, { resultType: "complete", _meta: meta }));
    stream.end();
  }
  const timer = setInterval(async () => {
    if (!(await request.isCurrent().catch(() => true))) endOurselves();
  }, keyCheckMs);
  face.listening.add(endOurselves);
  if (outgoing.destroyed) end();
  else outgoing.once("close", end);
}
