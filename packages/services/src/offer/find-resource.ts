import { AppError } from "@patchops/contract";
import {
  type ConnectionSnapshot,
  findConnection,
  type OrganizationSnapshot,
  splitExposedUri,
} from "../connection/index.ts";
import { matchesTemplate } from "./match-template.ts";
import { shownConnections, shownOffers, type View } from "./view.ts";

export interface ResourcePlace {
  connection: ConnectionSnapshot;
  /** As the upstream knows it. */
  uri: string;
}

/** Whose resource a URI names. Throws `unknown_resource`. */
export function findResource(snapshot: OrganizationSnapshot, view: View, uri: string): ResourcePlace {
  const found = lookUpResource(snapshot, view, uri);
  if (found) return found;
  throw new AppError("unknown_resource", `There is no resource ${JSON.stringify(uri.slice(0, 200))}.`, {
    sent: false,
    next: "List the resources, and use a URI as it stands there.",
    details: { uri },
  });
}

/**
 * A listed one, one of ours that says so itself, one that fits a template, one that a tool links to, or that of the only
 * connection with resources.
 */
export function lookUpResource(
  snapshot: OrganizationSnapshot,
  view: View,
  uri: string,
): ResourcePlace | null {
  if (view.connection !== undefined) return { connection: findConnection(snapshot, view.connection), uri };
  const listed = snapshot.offers.resource.get(uri);
  if (listed) return { connection: listed.connection, uri: listed.original };
  const own = splitExposedUri(uri);
  if (own) {
    const connection = snapshot.connectionsBySlug.get(own.slug);
    if (connection) return { connection, uri: own.original };
  }
  const template = shownOffers(snapshot, view, "template").find(({ name }) => matchesTemplate(name, uri));
  if (template) return { connection: template.offer.connection, uri };
  const linking = [...snapshot.tools.values()].find(({ definition }) => linkedUri(definition) === uri);
  if (linking) return { connection: linking.connection, uri };
  const [only, another] = shownConnections(snapshot, view).filter(
    ({ capabilities }) => capabilities.resources,
  );
  return only && !another ? { connection: only, uri } : null;
}

/** The page that an MCP App shows for a tool (ext-apps). */
function linkedUri({ _meta: meta }: Record<string, unknown>): unknown {
  if (typeof meta !== "object" || meta === null) return undefined;
  const { ui, "ui/resourceUri": flat } = meta as Record<string, unknown>;
  return typeof ui === "object" && ui !== null && "resourceUri" in ui ? ui.resourceUri : flat;
}
