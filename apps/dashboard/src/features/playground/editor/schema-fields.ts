import { isObject } from "../../../ui/schema/json-schema.ts";

export interface SchemaField {
  name: string;
  /** `integer`, `"open" | "shipped"`, `string[]`. */
  type: string;
  description: string;
  isRequired: boolean;
  /** The only values it takes, when they are listed. */
  choices: readonly string[];
}

function typeOf(schema: Record<string, unknown>): string {
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if ("const" in schema) return JSON.stringify(schema.const);
  if (schema.type === "array") return `${isObject(schema.items) ? typeOf(schema.items) : "unknown"}[]`;
  if (Array.isArray(schema.type)) return schema.type.join(" | ");
  return typeof schema.type === "string" ? schema.type : "unknown";
}

/** The properties at the top of a JSON Schema, required ones first. */
export function schemaFields(schema: Record<string, unknown>): SchemaField[] {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const required = new Set(Array.isArray(schema.required) ? schema.required : []);
  return Object.entries(properties)
    .map(([name, value]): SchemaField => {
      const field = isObject(value) ? value : {};
      return {
        name,
        type: typeOf(field),
        description: typeof field.description === "string" ? field.description : "",
        isRequired: required.has(name),
        choices: Array.isArray(field.enum) ? field.enum.filter((item) => typeof item === "string") : [],
      };
    })
    .toSorted((a, b) => Number(b.isRequired) - Number(a.isRequired));
}
