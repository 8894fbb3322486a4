import { withoutSchema } from "./names.ts";

/** Attributes of ours by their names in small letters; clients write them in any case (RFC 7643, section 2.1). */
export type AttributeNames = Readonly<Record<string, string>>;

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What a client wrote of these attributes, under their own names; all else is left behind. */
export function pick(value: Record<string, unknown>, names: AttributeNames): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const [key, each] of Object.entries(value)) {
    const lower = withoutSchema(key).toLowerCase();
    const name = Object.hasOwn(names, lower) ? names[lower] : undefined;
    if (name !== undefined) found.set(name, each);
  }
  return found;
}

export function namesOf(...names: readonly string[]): AttributeNames {
  return Object.fromEntries(names.map((name) => [name.toLowerCase(), name]));
}
