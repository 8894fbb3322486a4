import { isSchemaObject, referenceOf, type Schema } from "./reference.ts";

const combiners = ["allOf", "anyOf", "oneOf"] as const;
const ofObjects = ["properties", "patternProperties", "additionalProperties", "propertyNames"] as const;
const ofLists = ["items", "prefixItems"] as const;

/** The types that a schema names, or those that its keywords mean where it names none. */
export function typesOf(schema: Schema): unknown[] {
  if (Array.isArray(schema.type)) return [...new Set<unknown>(schema.type)];
  if (schema.type !== undefined) return [schema.type];
  if (ofObjects.some((keyword) => isSchemaObject(schema[keyword]))) return ["object"];
  return ofLists.some((keyword) => typeof schema[keyword] === "object" && schema[keyword] !== null)
    ? ["array"]
    : [];
}

const isCombined = (schema: Schema): boolean =>
  referenceOf(schema) !== undefined ||
  combiners.some((keyword) => Array.isArray(schema[keyword])) ||
  Object.hasOwn(schema, "const") ||
  Array.isArray(schema.enum) ||
  schema.nullable === true;

/** Whether it is written as `{ … }` and nothing else, so that an interface can hold it. */
export function isInterface(schema: Schema): boolean {
  const types = typesOf(schema);
  return !isCombined(schema) && types.length === 1 && types[0] === "object";
}

/** Whether its type is a word or two, for which no name is worth while. */
export function isSimple(schema: Schema): boolean {
  return !isCombined(schema) && typesOf(schema).every((type) => type !== "object" && type !== "array");
}
