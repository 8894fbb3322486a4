import { isObject } from "./json-schema.ts";
import type { SchemaField } from "./read-fields.ts";

/** Path (`filter.tags.0`) -> what is wrong there. The upstream checks fully; this spares the obvious round trip. */
export type Issues = Readonly<Record<string, string>>;

function problem(field: SchemaField, value: unknown): string | undefined {
  const { schema } = field;
  if (field.kind === "number" || field.kind === "integer") {
    if (typeof value !== "number") return "Enter a number.";
    if (field.kind === "integer" && !Number.isInteger(value)) return "Enter a whole number.";
    if (typeof schema.minimum === "number" && value < schema.minimum) return `At least ${schema.minimum}.`;
    if (typeof schema.maximum === "number" && value > schema.maximum) return `At most ${schema.maximum}.`;
  }
  if (field.kind === "text" || field.kind === "long_text") {
    if (typeof value !== "string") return "Enter text.";
    if (typeof schema.minLength === "number" && value.length < schema.minLength) {
      return `At least ${schema.minLength} characters.`;
    }
    if (typeof schema.maxLength === "number" && value.length > schema.maxLength) {
      return `At most ${schema.maxLength} characters.`;
    }
  }
  if (field.kind === "boolean" && typeof value !== "boolean") return "Choose true or false.";
  if (field.kind === "choice" && !field.choices.includes(value)) return `One of ${field.type}.`;
  if (field.kind === "list" && !Array.isArray(value)) return "This is a list.";
  if (field.kind === "group" && !isObject(value)) return "This is an object.";
  return undefined;
}

function collect(field: SchemaField, value: unknown, path: string, issues: Record<string, string>): void {
  if (value === undefined) {
    if (field.isRequired) issues[path] = "This is needed.";
    return;
  }
  if (value === null && !field.isRequired) return;
  const found = problem(field, value);
  if (found) {
    issues[path] = found;
    return;
  }
  if (Array.isArray(value) && field.item) {
    for (const [index, entry] of value.entries()) collect(field.item, entry, `${path}.${index}`, issues);
  } else if (isObject(value)) {
    for (const inner of field.fields) collect(inner, value[inner.name], `${path}.${inner.name}`, issues);
  }
}

export function checkValue(fields: readonly SchemaField[], value: unknown): Issues {
  const issues: Record<string, string> = {};
  for (const field of fields)
    collect(field, isObject(value) ? value[field.name] : undefined, field.name, issues);
  return issues;
}
