import { type GroupFields, type GroupNames, groupNamesOf, memberIds } from "./group-fields.ts";
import type { ScimFilter } from "./parse-filter.ts";
import { parsePath } from "./parse-path.ts";
import type { PatchOperation } from "./patch-operations.ts";
import { isRecord } from "./pick.ts";
import { scimError } from "./scim-error.ts";

/** A group as a patch makes it. Its members are a set, so that thousands are added and removed in one pass. */
export function patchGroup(fields: GroupFields, operations: readonly PatchOperation[]): GroupFields {
  const names: Record<keyof GroupNames, unknown> = {
    displayName: fields.displayName,
    externalId: fields.externalId,
  };
  let members = new Set(fields.members);

  function apply(op: PatchOperation["op"], path: string, value: unknown): void {
    const { attribute, filter, sub } = parsePath(path);
    if (attribute === "members") {
      if (sub !== null) throw scimError("invalidPath", "A member is added or removed as a whole.");
      members = membersAfter(members, op, { filter, value });
      return;
    }
    if (filter !== null || sub !== null) throw scimError("invalidPath", `${attribute} has one value.`);
    if (attribute === "displayname") names.displayName = op === "remove" ? null : value;
    else if (attribute === "externalid") names.externalId = op === "remove" ? null : value;
    else if (!attribute.startsWith("urn:") && !["id", "schemas", "meta"].includes(attribute)) {
      throw scimError("invalidPath", `There is no attribute ${JSON.stringify(attribute)}.`);
    }
  }

  for (const { op, path, value } of operations) {
    if (path !== null) apply(op, path, value);
    else if (!isRecord(value)) throw scimError("invalidValue", "Without a path the value is a JSON object.");
    else for (const [name, each] of Object.entries(value)) apply(op, name, each);
  }
  return { ...groupNamesOf(names), members: [...members] };
}

function membersAfter(
  before: Set<string>,
  op: PatchOperation["op"],
  { filter, value }: { filter: ScimFilter | null; value: unknown },
): Set<string> {
  if (filter !== null) {
    if (op !== "remove")
      throw scimError("invalidPath", "Members are removed by a filter, and added by their ids.");
    for (const id of namedBy(filter)) before.delete(id);
    return before;
  }
  if (op === "remove" && value === undefined) return new Set();
  const given = memberIds(value);
  if (op === "replace") return new Set(given);
  for (const id of given) {
    if (op === "add") before.add(id);
    else before.delete(id);
  }
  return before;
}

/** The ids of `value eq "…" or value eq "…"`. */
function namedBy(filter: ScimFilter): string[] {
  if (filter.kind === "or") return filter.parts.flatMap(namedBy);
  if (filter.kind === "compare" && filter.attribute === "value" && filter.operator === "eq") {
    return [String(filter.value).toLowerCase()];
  }
  throw scimError("invalidPath", 'Members are named by: members[value eq "…"].');
}
