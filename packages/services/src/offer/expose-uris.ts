import { type ConnectionSnapshot, type OrganizationSnapshot, qualifiedUri } from "../connection/index.ts";
import { lookUpResource } from "./find-resource.ts";

type Item = Record<string, unknown>;

/** Each look-up goes through tools and templates; what is beyond gets a URI of ours without one, which always leads back. */
const maxLookUps = 200;

/**
 * What an upstream answered, with the URIs of its resources as clients of all connections see them: in `resource_link`s,
 * embedded resources and the contents of a read. The same object where nothing is to change.
 */
export function exposeUris(
  snapshot: OrganizationSnapshot,
  connection: ConnectionSnapshot,
  result: Item,
  /** Of what was asked for: it comes back under the URI by which the client knows it. */
  asked?: { original: string; exposed: string },
): Item {
  let lookUps = 0;
  const known = new Map(asked && [[asked.original, asked.exposed]]);
  function expose(uri: string): string {
    const before = known.get(uri);
    if (before !== undefined) return before;
    lookUps += 1;
    const exposed =
      lookUps > maxLookUps ? unlistedUri(connection, uri) : exposedUriOf(snapshot, connection, uri);
    known.set(uri, exposed);
    return exposed;
  }
  let changed = result;
  for (const field of ["content", "contents", "messages"] as const) {
    const items = result[field];
    // Most answers are text alone: nothing is made for them.
    if (!Array.isArray(items) || (field === "content" && !items.some(namesResource))) continue;
    const next = items.map((item: unknown) => exposeItem(item, field, expose));
    if (next.some((item, at) => item !== items[at])) changed = { ...changed, [field]: next };
  }
  return changed;
}

function namesResource(item: unknown): boolean {
  return isObject(item) && (item.type === "resource" || item.type === "resource_link");
}

function isObject(value: unknown): value is Item {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function exposeItem(item: unknown, field: string, expose: (uri: string) => string): unknown {
  if (!isObject(item)) return item;
  if (field === "messages") {
    const content = exposeItem(item.content, "content", expose);
    return content === item.content ? item : { ...item, content };
  }
  if (field === "contents" || item.type === "resource_link") return withUri(item, expose);
  if (item.type !== "resource") return item;
  const resource = isObject(item.resource) ? withUri(item.resource, expose) : item.resource;
  return resource === item.resource ? item : { ...item, resource };
}

function withUri(item: Item, expose: (uri: string) => string): Item {
  if (typeof item.uri !== "string") return item;
  const uri = expose(item.uri);
  return uri === item.uri ? item : { ...item, uri };
}

/** A URI stays its own where it leads back to the connection by itself, or is no matter of MCP's. */
export function exposedUriOf(
  snapshot: OrganizationSnapshot,
  connection: ConnectionSnapshot,
  uri: string,
): string {
  if (!connection.capabilities.resources) return uri;
  const qualified = qualifiedUri(connection.slug, uri);
  if (snapshot.offers.resource.has(qualified)) return qualified;
  if (isWebAddress(uri)) return uri;
  const found = lookUpResource(snapshot, uri);
  return found?.connection.id === connection.id && found.uri === uri ? uri : qualified;
}

function unlistedUri(connection: ConnectionSnapshot, uri: string): string {
  return !connection.capabilities.resources || isWebAddress(uri) ? uri : qualifiedUri(connection.slug, uri);
}

/** A client may fetch it by itself (2025-11-25, server/resources: common URI schemes). */
function isWebAddress(uri: string): boolean {
  return /^https?:/i.test(uri);
}
