import { isObject, type JsonSchema, resolveSchema } from "./json-schema.ts";

export interface SchemaField {
  /** The key in its object; for items of a list the empty text. */
  name: string;
  label: string;
  description: string | undefined;
  isRequired: boolean;
  kind: "text" | "long_text" | "number" | "integer" | "boolean" | "choice" | "list" | "group" | "json";
  /** As a person would write it: `string`, `integer`, `order[]`, `"asc" | "desc"`. */
  type: string;
  choices: readonly unknown[];
  /** Of a list: what one item is. */
  item: SchemaField | undefined;
  /** Of a group. */
  fields: readonly SchemaField[];
  default: unknown;
  /** Limits as words: `1 to 100`, `at most 64 characters`, `email`. */
  limits: string | undefined;
  schema: JsonSchema;
}

const maxDepth = 6;

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The one real alternative of `anyOf: [{…}, { type: "null" }]`, `type: ["string", "null"]` and the like. */
function withoutNull(schema: JsonSchema, root: JsonSchema): JsonSchema {
  const alternatives = Array.isArray(schema.anyOf)
    ? schema.anyOf
    : Array.isArray(schema.oneOf)
      ? schema.oneOf
      : undefined;
  if (alternatives) {
    const real = alternatives
      .map((entry) => resolveSchema(entry, root))
      .filter((entry) => entry.type !== "null");
    const constants = real.map((entry) => entry.const);
    const { anyOf: _any, oneOf: _one, ...beside } = schema;
    if (real.length > 0 && constants.every((constant) => constant !== undefined))
      return { ...beside, enum: constants };
    if (real.length === 1) return { ...real[0], ...beside };
    return schema;
  }
  if (Array.isArray(schema.type)) {
    const real: unknown[] = schema.type.filter((type) => type !== "null");
    return { ...schema, type: real.length === 1 ? real[0] : real };
  }
  return schema;
}

function limitsOf(schema: JsonSchema): string | undefined {
  const low = schema.minimum ?? schema.exclusiveMinimum;
  const high = schema.maximum ?? schema.exclusiveMaximum;
  const parts = [
    low !== undefined && high !== undefined
      ? `${low} to ${high}`
      : low !== undefined
        ? `at least ${low}`
        : high !== undefined
          ? `at most ${high}`
          : undefined,
    schema.minLength !== undefined && Number(schema.minLength) > 0
      ? `at least ${schema.minLength} characters`
      : undefined,
    schema.maxLength !== undefined ? `at most ${schema.maxLength} characters` : undefined,
    schema.minItems !== undefined && Number(schema.minItems) > 0
      ? `at least ${schema.minItems} items`
      : undefined,
    schema.maxItems !== undefined ? `at most ${schema.maxItems} items` : undefined,
    text(schema.format),
    schema.pattern !== undefined ? `matches ${schema.pattern}` : undefined,
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(", ") : undefined;
}

interface Place {
  name: string;
  isRequired: boolean;
  depth: number;
}

function readField(given: unknown, root: JsonSchema, place: Place): SchemaField {
  const schema = withoutNull(resolveSchema(given, root), root);
  const base = {
    name: place.name,
    label: text(schema.title) ?? place.name,
    description: text(schema.description),
    isRequired: place.isRequired,
    choices: [],
    item: undefined,
    fields: [],
    default: schema.default,
    limits: limitsOf(schema),
    schema,
  };
  if (schema.const !== undefined) {
    return { ...base, kind: "choice", type: JSON.stringify(schema.const), choices: [schema.const] };
  }
  if (Array.isArray(schema.enum)) {
    const choices: unknown[] = schema.enum.filter((choice) => choice !== null);
    return {
      ...base,
      kind: "choice",
      type: choices.map((choice) => JSON.stringify(choice)).join(" | "),
      choices,
    };
  }
  if (schema.type === "string") {
    const isLong =
      Number(schema.maxLength ?? 0) > 200 ||
      /text|body|content|message|markdown|description/i.test(place.name);
    return { ...base, kind: isLong ? "long_text" : "text", type: "string" };
  }
  if (schema.type === "number" || schema.type === "integer" || schema.type === "boolean") {
    return { ...base, kind: schema.type, type: schema.type };
  }
  if (schema.type === "array" && place.depth < maxDepth) {
    const item = readField(schema.items ?? {}, root, { name: "", isRequired: true, depth: place.depth + 1 });
    const type = item.type.includes(" ") ? `(${item.type})[]` : `${item.type}[]`;
    return { ...base, kind: schema.items === undefined ? "json" : "list", type, item };
  }
  if (isObject(schema.properties) && place.depth < maxDepth) {
    return { ...base, kind: "group", type: "object", fields: readFields(schema, root, place.depth + 1) };
  }
  const type = text(schema.type) ?? (Array.isArray(schema.type) ? schema.type.join(" | ") : "any");
  return { ...base, kind: "json", type };
}

/** The fields of an object schema in their order, required ones first. What no field can hold is edited as JSON. */
export function readFields(schema: JsonSchema, root: JsonSchema = schema, depth = 0): SchemaField[] {
  const { properties } = resolveSchema(schema, root);
  if (!isObject(properties)) return [];
  const required: unknown[] = Array.isArray(schema.required) ? schema.required : [];
  const fields = Object.entries(properties).map(([name, property]) =>
    readField(property, root, { name, isRequired: required.includes(name), depth }),
  );
  return [...fields.filter((field) => field.isRequired), ...fields.filter((field) => !field.isRequired)];
}
