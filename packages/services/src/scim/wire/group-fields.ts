import { z } from "zod";
import { isRecord, namesOf, pick } from "./pick.ts";
import { scimError } from "./scim-error.ts";
import { storableText } from "./storable-text.ts";

const maxMembers = 10_000;

const groupNames = z.object({
  displayName: storableText(254).min(1, "A group has a displayName."),
  externalId: storableText(254)
    .nullish()
    .transform((value) => value || null),
});

export type GroupNames = z.output<typeof groupNames>;
export interface GroupFields extends GroupNames {
  /** Ids of users here. */
  members: string[];
}

const groupAttributes = namesOf("displayName", "externalId", "members");
const memberAttributes = namesOf("value", "type");

/** What a client wrote of a group. Throws `invalidSyntax`, `invalidValue`. */
export function readGroupFields(body: unknown): GroupFields {
  if (!isRecord(body)) throw scimError("invalidSyntax", "A group is a JSON object.");
  const written = pick(body, groupAttributes);
  return { ...groupNamesOf(Object.fromEntries(written)), members: memberIds(written.get("members")) };
}

/** Throws `invalidValue`. */
export function groupNamesOf(names: object): GroupNames {
  const parsed = groupNames.safeParse(names);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw scimError("invalidValue", `${issue?.path.join(".") || "group"}: ${issue?.message ?? "It is wrong."}`);
}

/** Of `[{ "value": "…" }]`, or one of them. Throws `invalidValue`. */
export function memberIds(value: unknown): string[] {
  if (value === null || value === undefined) return [];
  const members = Array.isArray(value) ? value : [value];
  if (members.length > maxMembers)
    throw scimError("invalidValue", `A group has at most ${maxMembers} members.`);
  const ids = members.map((each) => {
    const member = isRecord(each) ? pick(each, memberAttributes) : new Map();
    const id = member.get("value");
    if (typeof id !== "string")
      throw scimError("invalidValue", "A member is named by its value, a user's id.");
    if (String(member.get("type") ?? "User").toLowerCase() !== "user") {
      throw scimError("invalidValue", "Only users are members of a group: groups in groups are not kept.");
    }
    return id.toLowerCase();
  });
  return [...new Set(ids)];
}
