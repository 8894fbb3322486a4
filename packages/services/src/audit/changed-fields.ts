import { canonicalJson } from "../canonical-json.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Of two states the fields that differ, each as it was and as it is; a field that one of them lacks is null there. */
export function changedFields(
  before: Fields,
  after: Fields,
): { before: Record<string, unknown>; after: Record<string, unknown> } {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => canonicalJson(before[name] ?? null) !== canonicalJson(after[name] ?? null),
  );
  const pick = (fields: Fields) => Object.fromEntries(names.map((name) => [name, fields[name] ?? null]));
  return { before: pick(before), after: pick(after) };
}
