import { findMisfit } from "./find-misfit.ts";
import { valueAt } from "./value-at.ts";

/** What a request to a webhook says. */
export interface HookValues {
  body: unknown;
  query: Record<string, string>;
  headers: Record<string, string>;
}

/**
 * The input of a run by the paths that its fields come from, such as `body.order.id` or `query.page`. Query and headers are text: one that
 * the field's type does not take is a number or a boolean where that fits. `schema`: of the whole input; null where the program gives it no type.
 */
export function mapInput(
  values: HookValues,
  fields: Record<string, string>,
  schema: Record<string, unknown> | null,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, path]) => {
      const value = valueAt(values, path);
      const type = valueAt(schema, "properties");
      const isText = typeof value === "string" && !/^body(\.|$)/.test(path);
      return [name, isText ? readText(value, valueAt(type, name)) : value];
    }),
  );
}

function readText(text: string, type: unknown): unknown {
  if (typeof type !== "object" || type === null) return text;
  const read = text === "true" || text === "false" ? text === "true" : Number(text.trim() || Number.NaN);
  const fits = (value: unknown) => findMisfit({ ...type }, value) === null;
  return !fits(text) && fits(read) ? read : text;
}
