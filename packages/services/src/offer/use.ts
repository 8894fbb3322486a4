import { AppError } from "@patchops/contract";
import {
  type ConnectionSnapshot,
  findConnection,
  type OrganizationSnapshot,
  upstreamTarget,
} from "../connection/index.ts";
import type { Context } from "../context.ts";
import { type Forwarding, forward } from "../forward/index.ts";
import { requireScope } from "../require-scope.ts";
import { exposeUris } from "./expose-uris.ts";
import { findResource } from "./find-resource.ts";
import { shownOffers, type View } from "./view.ts";

type Params = Record<string, unknown>;

export interface OfferAnswer {
  /** As the upstream sent it, URIs as the endpoint names them. */
  result: Params;
  connection: ConnectionSnapshot;
}

/** `prompts/get`. Throws `unknown_prompt`, and the codes of outward calls. */
export async function getPrompt(
  context: Context,
  view: View,
  params: Params & { name: string },
  forwarding: Forwarding,
): Promise<OfferAnswer> {
  const snapshot = await open(context);
  const place = findPrompt(snapshot, view, params.name);
  return send(
    context,
    view,
    { ...place, method: "prompts/get", params: { ...params, name: place.name } },
    forwarding,
  );
}

/** `resources/read`. Throws `unknown_resource`, and the codes of outward calls. */
export async function readResource(
  context: Context,
  view: View,
  params: Params & { uri: string },
  forwarding: Forwarding,
): Promise<OfferAnswer> {
  const snapshot = await open(context);
  const { connection, uri } = findResource(snapshot, view, params.uri);
  return send(
    context,
    view,
    { snapshot, connection, method: "resources/read", params: { ...params, uri } },
    forwarding,
  );
}

/** `completion/complete`, for an argument of a prompt or of a resource template. */
export async function completeArgument(
  context: Context,
  view: View,
  params: Params,
  forwarding: Forwarding,
): Promise<OfferAnswer> {
  const snapshot = await open(context);
  const ref = params.ref as Params | undefined;
  const isPrompt = ref?.type === "ref/prompt" && typeof ref.name === "string";
  if (!isPrompt && !(ref?.type === "ref/resource" && typeof ref.uri === "string")) {
    throw new AppError("invalid_input", "A completion needs a ref to a prompt by name or a resource by uri.");
  }
  if (isPrompt) {
    const { connection, name } = findPrompt(snapshot, view, String(ref.name));
    const forwarded = { ...params, ref: { ...ref, name } };
    return send(
      context,
      view,
      { snapshot, connection, method: "completion/complete", params: forwarded },
      forwarding,
    );
  }
  const wanted = String(ref?.uri);
  const template = shownOffers(snapshot, view, "template").find(({ name }) => name === wanted)?.offer;
  const place = template
    ? { connection: template.connection, uri: template.original }
    : findResource(snapshot, view, wanted);
  const forwarded = { ...params, ref: { ...ref, uri: place.uri } };
  return send(
    context,
    view,
    { snapshot, connection: place.connection, method: "completion/complete", params: forwarded },
    forwarding,
  );
}

/** Hears of changes of a resource until the returned function is called. Throws `unknown_resource`, and the codes of outward calls. */
export async function subscribeToResource(
  context: Context,
  view: View,
  uri: string,
  listener: () => void,
): Promise<() => Promise<void>> {
  const snapshot = await open(context);
  const place = findResource(snapshot, view, uri);
  const target = upstreamTarget(context.services, snapshot, {
    connection: place.connection,
    ownerId: context.actor.userId,
  });
  return context.services.upstreams.subscribe(target, place.uri, listener);
}

async function open(context: Context): Promise<OrganizationSnapshot> {
  requireScope(context, "tools:call");
  return context.services.snapshots.get(context.actor.organizationId);
}

/** The connection behind a prompt's name. On one connection's endpoint its server knows best what it has. */
function findPrompt(snapshot: OrganizationSnapshot, view: View, name: string) {
  if (view.connection !== undefined) {
    return { snapshot, connection: findConnection(snapshot, view.connection), name };
  }
  const offer = snapshot.offers.prompt.get(name);
  if (offer) return { snapshot, connection: offer.connection, name: offer.original };
  throw new AppError("unknown_prompt", `There is no prompt named ${JSON.stringify(name.slice(0, 80))}.`, {
    sent: false,
    next: "List the prompts, and use a name as it stands there.",
  });
}

async function send(
  context: Context,
  view: View,
  request: { snapshot: OrganizationSnapshot; connection: ConnectionSnapshot; method: string; params: Params },
  forwarding: Forwarding,
): Promise<OfferAnswer> {
  const { snapshot, connection, method, params } = request;
  const { result } = await forward(context, connection, { method, params }, forwarding);
  const isShared = view.connection === undefined;
  return { result: isShared ? exposeUris(snapshot, connection, result) : result, connection };
}
