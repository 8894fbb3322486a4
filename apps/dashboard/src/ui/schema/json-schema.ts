/** A JSON Schema as an upstream sent it: nothing in it is certain. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The schema a local `$ref` points at (`#/$defs/Order`); what cannot be found is the empty schema. */
export function resolveSchema(schema: unknown, root: JsonSchema): JsonSchema {
  let current = schema;
  for (let hops = 0; hops < 8; hops += 1) {
    if (!isObject(current)) return {};
    if (typeof current.$ref !== "string") return current;
    if (!current.$ref.startsWith("#")) return {};
    const steps = current.$ref.slice(2).split("/").filter(Boolean);
    const { $ref: _, ...beside } = current;
    let target: unknown = root;
    for (const step of steps) {
      const key = decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~");
      target = isObject(target) && Object.hasOwn(target, key) ? target[key] : undefined;
    }
    current = isObject(target) ? { ...target, ...beside } : {};
  }
  return {};
}
