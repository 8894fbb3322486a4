import { headerNames } from "./header-names.ts";
import { encodeHeaderValue } from "./header-value.ts";
import { isJsonObject, type JsonObject } from "./json-rpc.ts";

/** An argument that a modern HTTP request repeats in a header. */
export interface ParameterHeader {
  /** The whole header's name, in lower case. */
  name: string;
  /** Keys from the arguments' root. */
  path: readonly string[];
}

const annotation = "x-mcp-header";
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,256}$/;
const types = ["string", "integer", "boolean"];
const maxDepth = 64;

/**
 * What a tool's input schema wants repeated in headers (2026-07-28, basic/transports/streamable-http, "Schema Extension").
 * Null when an annotation breaks the rules: a client must then leave the tool out.
 */
export function parameterHeaders(inputSchema: unknown): ParameterHeader[] | null {
  const found: ParameterHeader[] = [];
  if (!collect(inputSchema, [], found) || hasAnnotationElsewhere(inputSchema, 0)) return null;
  return new Set(found.map(({ name }) => name)).size === found.length ? found : null;
}

function collect(schema: unknown, path: readonly string[], found: ParameterHeader[]): boolean {
  if (!isJsonObject(schema) || path.length > maxDepth) return true;
  if (annotation in schema) {
    const { [annotation]: name, type } = schema;
    if (path.length === 0 || typeof name !== "string" || !token.test(name)) return false;
    if (typeof type !== "string" || !types.includes(type)) return false;
    found.push({ name: `${headerNames.parameterPrefix}${name.toLowerCase()}`, path });
  }
  const { properties } = schema;
  if (!isJsonObject(properties)) return true;
  return Object.keys(properties).every((key) => collect(properties[key], [...path, key], found));
}

/** Anywhere but on a chain of `properties`: below items, compositions, conditions or references. */
function hasAnnotationElsewhere(schema: unknown, depth: number): boolean {
  if (!isJsonObject(schema) || depth > maxDepth) return false;
  return Object.entries(schema).some(([keyword, value]) => {
    if (keyword === annotation || data.includes(keyword)) return false;
    if (keyword !== "properties") return mentions(value, 0);
    return (
      isJsonObject(value) && Object.values(value).some((each) => hasAnnotationElsewhere(each, depth + 1))
    );
  });
}

/** Keywords that hold values and no schemas. */
const data = ["default", "const", "enum", "examples"];

function mentions(value: unknown, depth: number): boolean {
  if (depth > maxDepth || typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return value.some((each) => mentions(each, depth + 1));
  return Object.entries(value).some(
    ([key, each]) => key === annotation || (!data.includes(key) && mentions(each, depth + 1)),
  );
}

/** The `Mcp-Param-*` headers of a call; arguments that are absent or null have none. */
export function parameterHeaderValues(
  headers: readonly ParameterHeader[],
  given: JsonObject,
): Record<string, string> {
  const values: Record<string, string> = {};
  for (const { name, path } of headers) {
    const value = valueAt(given, path);
    if (typeof value === "string" || typeof value === "boolean" || Number.isSafeInteger(value)) {
      values[name] = encodeHeaderValue(String(value));
    }
  }
  return values;
}

function valueAt(given: JsonObject, path: readonly string[]): unknown {
  let value: unknown = given;
  for (const key of path) {
    if (!isJsonObject(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}
