import type { OfferSnapshot } from "../connection/index.ts";
import type { Context } from "../context.ts";
import { requireAccess } from "../require-access.ts";
import { offerView, type View } from "./view.ts";

const nameFields = { prompt: "name", resource: "uri", template: "uriTemplate" } as const;

/** Whole definitions as the upstreams sent them, each under the endpoint's name for it. */
export interface ListedOffer {
  name: string;
  definition: Record<string, unknown>;
}

/**
 * Prompts, resources or templates, in the order of names. A connection that fails keeps its last good list.
 * Throws `not_found` for a connection that is gone.
 */
export async function listOffers(
  context: Context,
  view: View,
  kind: OfferSnapshot["kind"],
): Promise<ListedOffer[]> {
  requireAccess(context, "prompt.list");
  const { shown } = await offerView(context, view);
  return shown(kind).map(({ name, offer }) => ({
    name,
    definition: { ...offer.definition, [nameFields[kind]]: name },
  }));
}
