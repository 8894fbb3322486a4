import { AppError } from "@patchops/contract";
import { type ConnectionSnapshot, upstreamTarget } from "../connection/index.ts";
import type { Context } from "../context.ts";
import { type Forwarding, forward } from "../forward/index.ts";
import { requireAccess } from "../require-access.ts";
import { exposedUriOf, exposeUris } from "./expose-uris.ts";
import { findResource } from "./find-resource.ts";
import { type Destination, metered, type OfferRequest } from "./metered.ts";
import { uriToShow } from "./uri-to-show.ts";
import { type OfferView, offerView, type View } from "./view.ts";

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
  const asked = { kind: "prompt", method: "prompts/get", subject: params.name, params } as const;
  return use(context, { view, asked, forwarding }, (opened) => {
    const { connection, name } = findPrompt(opened, params.name);
    return { connection, params: { ...params, name } };
  });
}

/** `resources/read`. Throws `unknown_resource`, and the codes of outward calls. */
export async function readResource(
  context: Context,
  view: View,
  params: Params & { uri: string },
  forwarding: Forwarding,
): Promise<OfferAnswer> {
  const asked = {
    kind: "resource",
    method: "resources/read",
    subject: uriToShow(params.uri),
    params,
  } as const;
  return use(context, { view, asked, forwarding }, (opened) => {
    const { connection, uri } = findResource(opened, params.uri);
    return { connection, params: { ...params, uri }, uris: { original: uri, exposed: params.uri } };
  });
}

/** `completion/complete`, for an argument of a prompt or of a resource template. */
export async function completeArgument(
  context: Context,
  view: View,
  params: Params,
  forwarding: Forwarding,
): Promise<OfferAnswer> {
  const ref = params.ref as Params | undefined;
  const isPrompt = ref?.type === "ref/prompt" && typeof ref.name === "string";
  const named = isPrompt ? String(ref.name) : uriToShow(String(ref?.uri ?? ""));
  const asked = { kind: "completion", method: "completion/complete", subject: named, params } as const;
  return use(context, { view, asked, forwarding }, (opened) => {
    if (!isPrompt && !(ref?.type === "ref/resource" && typeof ref.uri === "string")) {
      throw new AppError(
        "invalid_input",
        "A completion needs a ref to a prompt by name or a resource by uri.",
      );
    }
    const argument = params.argument as Params | undefined;
    if (typeof argument?.name !== "string" || typeof argument.value !== "string") {
      throw new AppError("invalid_input", "A completion needs an argument with its name and value.");
    }
    if (isPrompt) {
      const { connection, name } = findPrompt(opened, String(ref.name));
      return { connection, params: { ...params, ref: { ...ref, name } } };
    }
    const wanted = String(ref?.uri);
    const template = opened.shown("template").find(({ name }) => name === wanted)?.offer;
    const place = template
      ? { connection: template.connection, uri: template.original }
      : findResource(opened, wanted);
    return { connection: place.connection, params: { ...params, ref: { ...ref, uri: place.uri } } };
  });
}

/** Hears of changes of a resource, and of which part of it where its server says so, as the endpoint names it, until the returned function is called. Throws `unknown_resource`, and the codes of outward calls. */
export async function subscribeToResource(
  context: Context,
  view: View,
  uri: string,
  listener: (uri: string) => void,
): Promise<() => Promise<void>> {
  const opened = await open(context, view);
  const place = findResource(opened, uri);
  const target = upstreamTarget(context.services, opened.snapshot, {
    connection: place.connection,
    ownerId: context.actor.userId,
  });
  return context.services.upstreams.subscribe(target, place.uri, (changed) => {
    if (changed === place.uri) listener(uri);
    else listener(opened.connection ? changed : exposedUriOf(opened.snapshot, place.connection, changed));
  });
}

function open(context: Context, view: View): Promise<OfferView> {
  requireAccess(context, "prompt.get");
  return offerView(context, view);
}

/** The connection behind a prompt's name. On one connection's endpoint its server knows best what it has. */
function findPrompt(view: OfferView, name: string) {
  const { connection, connections, snapshot } = view;
  const offer = connection ? { connection, original: name } : snapshot.offers.prompt.get(name);
  if (offer && connections.includes(offer.connection)) {
    return { connection: offer.connection, name: offer.original };
  }
  if (offer && view.isInside(offer.connection)) view.refuseBlocked(offer.connection);
  throw new AppError("unknown_prompt", `There is no prompt named ${JSON.stringify(name.slice(0, 80))}.`, {
    sent: false,
    next: "List the prompts, and use a name as it stands there.",
  });
}

/** Finds where a request goes, and sends it there: metered, whatever comes of it. */
async function use(
  context: Context,
  given: { view: View; asked: OfferRequest; forwarding: Forwarding },
  find: (view: OfferView) => Destination,
): Promise<OfferAnswer> {
  const { view, asked, forwarding } = given;
  const opened = await open(context, view);
  return metered(context, { asked, forwarding, find: () => find(opened) }, async (found, onSending) => {
    const { connection, params, uris } = found;
    const request = { method: asked.method, params };
    const answer = await forward(context, connection, request, forwarding, onSending);
    const { result, bytes } = answer;
    const shown = opened.connection ? result : exposeUris(opened.snapshot, connection, result, uris);
    return { answer: { result: shown, connection }, bytes };
  });
}
