export type Schema = Record<string, unknown>;

export const isSchemaObject = (value: unknown): value is Schema =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/** What a schema refers to. `$recursiveRef` and `$dynamicRef` (2019-09, 2020-12) are read as plain ones. */
export function referenceOf(schema: Schema): string | undefined {
  const found = [schema.$ref, schema.$dynamicRef, schema.$recursiveRef].find(
    (ref) => typeof ref === "string",
  );
  return typeof found === "string" ? found : undefined;
}

/** Of the definitions, those by whose name a reference may call them. */
const maxNamed = 1_000;
/** A pointer is followed each time it is met. */
const maxReferenceChars = 1_000;

/**
 * Looks up references within one schema: `#`, JSON pointers (RFC 6901), and the `$anchor` or `$id` of a definition. Nothing
 * outside of it is ever read. Answers `undefined` for what is not there.
 */
export function createResolver(root: Schema): (reference: string) => unknown {
  let named: Map<string, unknown> | undefined;
  return (reference) => {
    if (reference.length > maxReferenceChars) return undefined;
    if (reference === "#" || reference === root.$id) return root;
    if (reference.startsWith("#/")) return follow(root, reference.slice(2));
    named ??= namedDefinitions(root);
    return named.get(reference);
  };
}

function follow(root: Schema, pointer: string): unknown {
  let found: unknown = root;
  for (const part of pointer.split("/")) {
    const name = decoded(part).replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, name)) return undefined;
    found = Reflect.get(found, name);
  }
  return found;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function namedDefinitions(root: Schema): Map<string, unknown> {
  const named = new Map<string, unknown>();
  for (const holder of [root.$defs, root.definitions]) {
    if (!isSchemaObject(holder)) continue;
    for (const definition of Object.values(holder).slice(0, maxNamed)) {
      if (!isSchemaObject(definition)) continue;
      const { $id, $anchor, $dynamicAnchor } = definition;
      if (typeof $id === "string") named.set($id, definition);
      if (typeof $anchor === "string") named.set(`#${$anchor}`, definition);
      if (typeof $dynamicAnchor === "string") named.set(`#${$dynamicAnchor}`, definition);
    }
  }
  return named;
}
