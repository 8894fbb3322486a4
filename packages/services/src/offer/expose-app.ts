import type { ConnectionSnapshot, OrganizationSnapshot } from "../connection/index.ts";
import { appUri } from "./app-uri.ts";
import { exposedUriOf } from "./expose-uris.ts";

type Item = Record<string, unknown>;

const shown = new WeakMap<Item, Item>();

/**
 * A tool's definition as clients of all connections get it: the page of its MCP App named so that a read of it leads back to this
 * connection, though another one has a page of that name. The same object where nothing is to change.
 */
export function exposeApp(
  snapshot: OrganizationSnapshot,
  connection: ConnectionSnapshot,
  definition: Item,
): Item {
  const uri = appUri(definition);
  if (uri === undefined) return definition;
  // A definition belongs to one routing table.
  const before = shown.get(definition);
  if (before) return before;
  const exposed = exposedUriOf(snapshot, connection, uri);
  const after = exposed === uri ? definition : { ...definition, _meta: renamed(definition._meta, exposed) };
  shown.set(definition, after);
  return after;
}

function renamed(meta: unknown, resourceUri: string): Item {
  const { ui, ...rest } = meta as Item & { ui?: Item };
  return {
    ...rest,
    ...(ui === undefined ? {} : { ui: { ...ui, ...("resourceUri" in ui ? { resourceUri } : {}) } }),
    ...("ui/resourceUri" in rest ? { "ui/resourceUri": resourceUri } : {}),
  };
}
