import type { Tool } from "@patchops/contract";
import { safeLine } from "./safe-text.ts";

const isRecord = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/** A tool as a TypeScript signature on one line: `demo_get_order({ id: string, full?: boolean })`. */
export function toolSignature({ name, inputSchema }: Pick<Tool, "name" | "inputSchema">): string {
  const properties = isRecord(inputSchema.properties) ? Object.entries(inputSchema.properties) : [];
  const required = new Set(Array.isArray(inputSchema.required) ? inputSchema.required : []);
  const fields = properties.map(([key, schema]) => {
    const label = /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
    return `${label}${required.has(key) ? "" : "?"}: ${typeOf(schema, 0)}`;
  });
  return safeLine(fields.length === 0 ? `${name}()` : `${name}({ ${fields.join(", ")} })`);
}

/** One level of objects is written out; the whole schema is one `--json` away. */
function typeOf(schema: unknown, depth: number): string {
  if (!isRecord(schema)) return "any";
  if ("const" in schema) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum))
    return schema.enum
      .slice(0, 8)
      .map((value) => JSON.stringify(value))
      .join(" | ");
  const variants = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(variants))
    return variants
      .slice(0, 4)
      .map((variant) => typeOf(variant, depth + 1))
      .join(" | ");
  if (Array.isArray(schema.type)) {
    return schema.type.map((type) => typeOf({ ...schema, type }, depth)).join(" | ");
  }
  switch (schema.type) {
    case "integer":
      return "number";
    case "array":
      return depth > 2 ? "any[]" : wrapped(typeOf(schema.items, depth + 1));
    case "object":
      return "object";
    case "string":
    case "number":
    case "boolean":
    case "null":
      return schema.type;
    default:
      return "any";
  }
}

const wrapped = (type: string): string => (type.includes("|") ? `(${type})[]` : `${type}[]`);
