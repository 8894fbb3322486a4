import { AppError } from "@patchops/contract";
import { type ConnectionSnapshot, type OrganizationSnapshot, splitExposedUri } from "../connection/index.ts";
import { appUri } from "./app-uri.ts";
import { matchesTemplate } from "./match-template.ts";
import type { OfferView } from "./view.ts";

export interface ResourcePlace {
  connection: ConnectionSnapshot;
  /** As the upstream knows it. */
  uri: string;
}

/** Whose resource a URI names in a view. Throws `unknown_resource`. */
export function findResource(view: OfferView, uri: string): ResourcePlace {
  const found = view.connection
    ? { connection: view.connection, uri }
    : lookUpResource(view.snapshot, uri, view.isInside);
  if (found && view.connections.includes(found.connection)) return found;
  const isPage = (place: ResourcePlace) => place.connection === found?.connection && place.uri === found.uri;
  if (found && view.pagesOfSingleTools().some(isPage)) return found;
  if (found && view.isInside(found.connection)) view.refuseBlocked(found.connection);
  throw new AppError("unknown_resource", `There is no resource ${JSON.stringify(uri.slice(0, 200))}.`, {
    sent: false,
    next: "List the resources, and use a URI as it stands there.",
    details: { uri },
  });
}

/** Longer than any name that is stored: no tool links to such a URI, and templates are not tried on it. */
const maxUriLength = 4_096;

/**
 * A listed one, one of ours that says so itself, one that a tool links to, one that fits a template, or that of the only
 * connection with resources. What is only guessed, by a template or for want of another, is guessed among those inside.
 */
export function lookUpResource(
  snapshot: OrganizationSnapshot,
  uri: string,
  isInside: (connection: ConnectionSnapshot) => boolean = () => true,
): ResourcePlace | null {
  const listed = snapshot.offers.resource.get(uri);
  if (listed) return { connection: listed.connection, uri: listed.original };
  const own = splitExposedUri(uri);
  if (own) {
    const connection = snapshot.connectionsBySlug.get(own.slug);
    if (connection) return { connection, uri: own.original };
  }
  if (uri.length <= maxUriLength) {
    // Before templates: one that fits everything must not get a page of another server's tool.
    const linking = appsOf(snapshot).get(uri);
    if (linking) return { connection: linking, uri };
    for (const [name, { connection }] of snapshot.offers.template) {
      if (isInside(connection) && matchesTemplate(name, uri)) return { connection, uri };
    }
  }
  const able = [...snapshot.connectionsById.values()].filter(
    (connection) => connection.capabilities.resources && isInside(connection),
  );
  const [only, another] = able;
  return only && !another ? { connection: only, uri } : null;
}

const apps = new WeakMap<OrganizationSnapshot, ReadonlyMap<string, ConnectionSnapshot>>();

/** The pages that tools link to, each with the first connection that has such a tool. */
function appsOf(snapshot: OrganizationSnapshot): ReadonlyMap<string, ConnectionSnapshot> {
  const before = apps.get(snapshot);
  if (before) return before;
  const found = new Map<string, ConnectionSnapshot>();
  for (const { connection, definition } of snapshot.tools.values()) {
    const uri = appUri(definition);
    if (uri !== undefined && !found.has(uri)) found.set(uri, connection);
  }
  apps.set(snapshot, found);
  return found;
}
