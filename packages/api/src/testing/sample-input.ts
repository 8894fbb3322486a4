import { z } from "zod";

type Schema = z.core.JSONSchema.BaseSchema;

/** The least input that a schema takes: required fields alone, the first of each choice. */
export function sampleInput(schema: z.ZodType): unknown {
  const { $defs = {}, ...root } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return sample(root, $defs);
}

function sample(schema: z.core.JSONSchema._JSONSchema, definitions: Record<string, Schema>): unknown {
  if (typeof schema === "boolean") return null;
  if (schema.$ref !== undefined) {
    return sample(definitions[schema.$ref.replace("#/$defs/", "")] ?? {}, definitions);
  }
  if ("const" in schema) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  const [choice] = schema.oneOf ?? schema.anyOf ?? schema.allOf ?? [];
  if (choice !== undefined) return sample(choice, definitions);
  switch (schema.type) {
    case "object":
      return Object.fromEntries(
        (schema.required ?? []).map((name) => [name, sample(schema.properties?.[name] ?? {}, definitions)]),
      );
    case "array": {
      const { items = {}, minItems = 0 } = schema;
      const item = Array.isArray(items) ? items[0] : items;
      return Array.from({ length: minItems }, () => sample(item ?? {}, definitions));
    }
    case "string":
      return sampleText(schema);
    case "integer":
    case "number":
      return Math.max(schema.minimum ?? 1, 1);
    case "boolean":
      return true;
    default:
      return "sample";
  }
}

const byFormat: Record<string, string> = {
  "date-time": "2026-01-01T00:00:00Z",
  email: "sample@example.com",
  uri: "https://example.com/",
  uuid: "01900000-0000-7000-8000-000000000000",
};

function sampleText({ format, pattern, minLength = 1 }: Schema): string {
  const known = byFormat[format ?? ""];
  if (known !== undefined) return known;
  const candidates = [
    "sample",
    "example.com",
    "https://example.com/",
    byFormat.uuid ?? "",
    "0123456789abcdef",
  ];
  const fit = candidates.find((text) => pattern === undefined || new RegExp(pattern).test(text));
  if (fit === undefined) throw new Error(`no sample for ${pattern}`);
  return fit.padEnd(minLength, "x");
}
