import { withoutSchema } from "./names.ts";
import { isRecord } from "./pick.ts";

/** Which attributes a client wants (RFC 7644, section 3.9); names in small letters. */
export interface Projection {
  attributes: readonly string[] | null;
  excluded: readonly string[];
}

/** Returned whatever a client wants (RFC 7643, `returned: always`). */
const always = ["schemas", "id"];

export function readProjection(query: Readonly<Record<string, string>>): Projection {
  const listOf = (text: string | undefined) =>
    (text ?? "")
      .split(",")
      .map((name) => withoutSchema(name.trim()).toLowerCase())
      .filter((name) => name !== "");
  const attributes = listOf(query.attributes);
  return {
    attributes: attributes.length === 0 ? null : attributes,
    excluded: listOf(query.excludedAttributes),
  };
}

/** Whether any of an attribute is wanted, so that what is not is not even read. */
export function wants({ attributes, excluded }: Projection, name: string): boolean {
  const lower = name.toLowerCase();
  if (attributes !== null) return attributes.some((each) => each === lower || each.startsWith(`${lower}.`));
  return !excluded.includes(lower);
}

/** A resource with the attributes that are wanted. */
export function project<Resource extends object>(
  resource: Resource,
  projection: Projection,
): Partial<Resource> {
  const { attributes, excluded } = projection;
  const kept = (path: string): boolean =>
    always.includes(path) ||
    (attributes === null
      ? !excluded.includes(path)
      : attributes.some(
          (each) => each === path || each.startsWith(`${path}.`) || path.startsWith(`${each}.`),
        ));
  return cut(resource, "", kept) as Partial<Resource>;
}

function cut(value: object, prefix: string, kept: (path: string) => boolean): object {
  const entries = Object.entries(value).flatMap(([name, each]): [string, unknown][] => {
    const path = `${prefix}${name.toLowerCase()}`;
    if (!kept(path)) return [];
    if (prefix !== "" || !(isRecord(each) || Array.isArray(each))) return [[name, each]];
    const below = (part: unknown) => (isRecord(part) ? cut(part, `${path}.`, kept) : part);
    return [[name, Array.isArray(each) ? each.map(below) : below(each)]];
  });
  return Object.fromEntries(entries);
}
