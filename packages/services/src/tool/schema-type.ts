/** How deep a type is written out; below it stands `any`. */
const maxDepth = 6;
const maxProperties = 200;
/** How many parts of one schema are written out: references can make few bytes mean millions of them. */
const maxParts = 2_000;

/** The schema that references look into, and how many parts may still be written out. */
interface Source {
  root: Record<string, unknown>;
  partsLeft: number;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === "object" && !Array.isArray(value);

const key = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));

function resolve(schema: Record<string, unknown>, root: Record<string, unknown>): unknown {
  const ref = schema.$ref;
  if (typeof ref !== "string") return schema;
  if (!ref.startsWith("#/")) return {};
  let found: unknown = root;
  for (const part of ref.slice(2).split("/")) {
    const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
    found = isObject(found) && Object.hasOwn(found, name) ? found[name] : {};
  }
  return found;
}

function literal(value: unknown): string {
  return value === null || ["string", "number", "boolean"].includes(typeof value)
    ? JSON.stringify(value)
    : "unknown";
}

function objectType(schema: Record<string, unknown>, source: Source, depth: number): string {
  const properties = isObject(schema.properties)
    ? Object.entries(schema.properties).slice(0, maxProperties)
    : [];
  const required = new Set(Array.isArray(schema.required) ? schema.required : []);
  const fields = properties.map(([name, value]) => {
    const description = isObject(value) && typeof value.description === "string" ? value.description : "";
    const note = description
      ? `/** ${description.replaceAll("*/", "* /").replace(/\s+/g, " ").slice(0, 200)} */ `
      : "";
    return `${note}${key(name)}${required.has(name) ? "" : "?"}: ${typeOf(value, source, depth + 1)}`;
  });
  const rest = schema.additionalProperties;
  if (fields.length === 0)
    return isObject(rest) ? `Record<string, ${typeOf(rest, source, depth + 1)}>` : "Record<string, any>";
  return `{ ${fields.join("; ")} }`;
}

function typeOf(candidate: unknown, source: Source, depth: number): string {
  source.partsLeft -= 1;
  if (!isObject(candidate) || depth > maxDepth || source.partsLeft < 0) return "any";
  const schema = resolve(candidate, source.root);
  if (!isObject(schema)) return "any";
  if (schema !== candidate) return typeOf(schema, source, depth + 1);
  if (Object.hasOwn(schema, "const")) return literal(schema.const);
  if (Array.isArray(schema.enum)) return schema.enum.slice(0, 100).map(literal).join(" | ") || "never";
  const variants = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(variants))
    return variants
      .slice(0, 20)
      .map((item) => typeOf(item, source, depth + 1))
      .join(" | ");
  if (Array.isArray(schema.allOf)) {
    return schema.allOf
      .slice(0, 20)
      .map((item) => typeOf(item, source, depth + 1))
      .join(" & ");
  }
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  return types.map((type) => plainType(type, schema, source, depth)).join(" | ");
}

function plainType(type: unknown, schema: Record<string, unknown>, source: Source, depth: number): string {
  switch (type) {
    case "string":
      return "string";
    case "number":
    case "integer":
      return "number";
    case "boolean":
      return "boolean";
    case "null":
      return "null";
    case "array":
      return `Array<${typeOf(schema.items, source, depth + 1)}>`;
    case "object":
      return objectType(schema, source, depth);
    default:
      return isObject(schema.properties) ? objectType(schema, source, depth) : "any";
  }
}

/** The TypeScript type of a JSON Schema, for people and completions. Bounded in depth and width, so that no schema stalls us (S33). */
export function schemaType(schema: unknown): string {
  return isObject(schema) ? typeOf(schema, { root: schema, partsLeft: maxParts }, 0) : "Record<string, any>";
}
