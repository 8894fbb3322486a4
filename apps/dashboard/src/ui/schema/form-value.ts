import { isObject } from "./json-schema.ts";
import type { SchemaField } from "./read-fields.ts";

export type FormValue = Record<string, unknown>;

/** What stands in the form before anyone types: the schema's defaults, and the only choice where there is one. */
export function initialValue(fields: readonly SchemaField[]): FormValue {
  const entries = fields.flatMap((field): [string, unknown][] => {
    if (field.default !== undefined) return [[field.name, field.default]];
    if (field.kind === "choice" && field.isRequired && field.choices.length === 1)
      return [[field.name, field.choices[0]]];
    if (field.kind === "group" && field.isRequired) return [[field.name, initialValue(field.fields)]];
    return [];
  });
  return Object.fromEntries(entries);
}

/** The value with one key set; undefined takes it away. Keys the form does not know stay. */
export function withKey(value: unknown, key: string, next: unknown): FormValue {
  const { [key]: _, ...others } = isObject(value) ? value : {};
  if (next === undefined) return others;
  return isObject(value) && Object.hasOwn(value, key)
    ? { ...value, [key]: next }
    : { ...others, [key]: next };
}

/** The list with one item replaced, or without it when the item is undefined. */
export function withItem(value: unknown, index: number, next: unknown): unknown[] {
  const list: unknown[] = Array.isArray(value) ? value : [];
  return next === undefined ? list.toSpliced(index, 1) : list.toSpliced(index, 1, next);
}

/** Typed text as a number: undefined when empty, the text itself when it is no number (the check then says so). */
export function readNumber(typed: string): number | string | undefined {
  const trimmed = typed.trim();
  if (trimmed === "") return undefined;
  const number = Number(trimmed);
  return Number.isFinite(number) ? number : typed;
}

/** What a new item of a list starts as. */
export function emptyItem(item: SchemaField): unknown {
  if (item.default !== undefined) return item.default;
  const starts: Partial<Record<SchemaField["kind"], unknown>> = {
    text: "",
    long_text: "",
    boolean: false,
    list: [],
    number: 0,
    integer: 0,
    choice: item.choices[0],
  };
  return item.kind === "group" ? initialValue(item.fields) : (starts[item.kind] ?? null);
}
