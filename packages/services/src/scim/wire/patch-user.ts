import { fitsFilter } from "./fits-filter.ts";
import type { ScimFilter } from "./parse-filter.ts";
import { parsePath, type ScimPath } from "./parse-path.ts";
import type { PatchOperation } from "./patch-operations.ts";
import { isRecord } from "./pick.ts";
import { scimError } from "./scim-error.ts";
import {
  isMany,
  plainValue,
  type ScimUserFields,
  subAttributes,
  type UserDraft,
  userAttributes,
  userFieldsOf,
} from "./user-fields.ts";

/** Attributes of RFC 7643 that are not kept: directories send them unasked, and lose nothing by it. */
const ignored = new Set(
  "id schemas meta groups nickname profileurl title usertype preferredlanguage locale timezone password phonenumbers ims photos addresses entitlements x509certificates".split(
    " ",
  ),
);
const ignoredSubs = new Set(["middlename", "honorificprefix", "honorificsuffix", "display", "$ref", "type"]);

type Values = Record<string, unknown>[];

/** A user as a patch makes them (RFC 7644, section 3.5.2). Throws `invalidPath`, `noTarget`, `invalidValue`. */
export function patchUser(fields: ScimUserFields, operations: readonly PatchOperation[]): ScimUserFields {
  const draft = draftOf(fields);
  for (const { op, path, value } of operations) {
    if (path !== null) apply(draft, op, { path: parsePath(path), value });
    else if (!isRecord(value)) throw scimError("invalidValue", "Without a path the value is a JSON object.");
    else {
      // One level of names with dots is how some directories write several paths at once.
      for (const [name, each] of Object.entries(value))
        apply(draft, op, { path: parsePath(name), value: each });
    }
  }
  return userFieldsOf(draft);
}

function draftOf({ roles, ...fields }: ScimUserFields): UserDraft {
  return new Map<string, unknown>(Object.entries({ ...fields, roles: roles.map((value) => ({ value })) }));
}

interface Change {
  path: ScimPath;
  value: unknown;
}

function apply(draft: UserDraft, op: PatchOperation["op"], { path, value }: Change): void {
  const { attribute } = path;
  if (attribute.startsWith("urn:") || ignored.has(attribute)) return;
  const name = Object.hasOwn(userAttributes, attribute) ? userAttributes[attribute] : undefined;
  if (name === undefined)
    throw scimError("invalidPath", `There is no attribute ${JSON.stringify(attribute)}.`);
  if (isMany(name)) {
    draft.set(name, manyAfter(name, draft.get(name) as Values, { op, path, value }));
    return;
  }
  if (path.filter !== null) throw scimError("invalidPath", `${name} has one value.`);
  if (name === "name") draft.set(name, nameAfter(draft.get(name), { op, path, value }));
  else if (path.sub !== null) throw scimError("invalidPath", `${name} has no sub-attributes.`);
  else draft.set(name, op === "remove" ? null : value);
}

function nameAfter(
  before: unknown,
  { op, path: { sub }, value }: Change & { op: PatchOperation["op"] },
): unknown {
  const known = isRecord(before) ? before : {};
  if (sub === null) {
    if (op === "remove") return null;
    return isRecord(value) ? { ...known, ...(plainValue("name", value) as object) } : value;
  }
  const name = subName("name", sub);
  return name === null ? known : { ...known, [name]: op === "remove" ? null : value };
}

/** Null for one that is not kept. Throws `invalidPath`. */
function subName(name: "name" | "emails" | "roles", sub: string): string | null {
  const known = subAttributes[name];
  if (Object.hasOwn(known, sub)) return known[sub] ?? null;
  if (ignoredSubs.has(sub)) return null;
  throw scimError("invalidPath", `${name} has no sub-attribute ${JSON.stringify(sub)}.`);
}

function manyAfter(
  name: "emails" | "roles",
  before: Values,
  { op, path: { filter, sub }, value }: Change & { op: PatchOperation["op"] },
): Values {
  if (filter === null && sub === null) {
    const given = plainValue(name, value) as Values;
    if (op === "replace") return given;
    if (op === "add") return merged(before, given);
    return value === undefined ? [] : before.filter((each) => !given.some((other) => isSame(each, other)));
  }
  const fits = (each: Record<string, unknown>) => filter === null || fitsFilter(each, filter);
  if (op === "remove" && sub === null) return before.filter((each) => !fits(each));
  const key = sub === null ? null : subName(name, sub);
  if (sub !== null && key === null) return before;
  const [given] =
    key === null ? (plainValue(name, value) as Values) : [{ [key]: op === "remove" ? null : value }];
  if (before.some(fits)) return before.map((each) => (fits(each) ? { ...each, ...given } : each));
  if (op === "remove") return before;
  // Entra sets the value of a type that is not there yet by a replacement.
  return [...before, { ...equalities(filter), ...given }];
}

/** Values that are there already are not there twice; a new primary one is the only one (RFC 7643, section 2.4). */
function merged(before: Values, given: Values): Values {
  const kept = before.filter((each) => !given.some((other) => isSame(each, other)));
  const hasPrimary = given.some(({ primary }) => primary === true);
  return [...kept.map((each) => (hasPrimary ? { ...each, primary: false } : each)), ...given];
}

function isSame(one: Record<string, unknown>, other: Record<string, unknown>): boolean {
  return String(one.value).toLowerCase() === String(other.value).toLowerCase();
}

/** What a value that is to fit a filter has. */
function equalities(filter: ScimFilter | null): Record<string, unknown> {
  if (filter?.kind === "and") return Object.assign({}, ...filter.parts.map(equalities));
  if (filter?.kind !== "compare" || filter.operator !== "eq") return {};
  const known = subAttributes.emails[filter.attribute];
  return known === undefined ? {} : { [known]: filter.value };
}
