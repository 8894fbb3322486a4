import type { ScimGroup } from "./group/index.ts";
import { etagOf } from "./require-version.ts";
import type { ScimUser } from "./user/index.ts";
import { groupSchema, userSchema } from "./wire/names.ts";

/** A user as RFC 7643, section 4.1, writes them. `base`: the address of the endpoint. */
export function presentUser({ id, fields, groups, ...row }: ScimUser, base: string) {
  const { userName, externalId, displayName, name, emails, roles, active } = fields;
  return {
    schemas: [userSchema],
    id,
    ...said({ externalId }),
    userName,
    ...(Object.keys(said(name)).length > 0 && { name: said(name) }),
    ...said({ displayName }),
    ...(emails.length > 0 && { emails: emails.map(said) }),
    active,
    ...(roles.length > 0 && { roles: roles.map((value) => ({ value })) }),
    ...(groups.length > 0 && {
      groups: groups.map((group) => ({
        value: group.id,
        $ref: `${base}/Groups/${group.id}`,
        display: group.displayName,
        type: "direct",
      })),
    }),
    meta: metaOf(row, { resourceType: "User", location: `${base}/Users/${id}` }),
  };
}

/** A group as RFC 7643, section 4.2, writes it. */
export function presentGroup({ id, displayName, externalId, members, ...row }: ScimGroup, base: string) {
  return {
    schemas: [groupSchema],
    id,
    ...said({ externalId }),
    displayName,
    ...(members !== null && {
      members: members.map((member) => ({
        value: member.id,
        $ref: `${base}/Users/${member.id}`,
        display: member.display,
        type: "User",
      })),
    }),
    meta: metaOf(row, { resourceType: "Group", location: `${base}/Groups/${id}` }),
  };
}

/** What is null is left out: that says the same (RFC 7643, section 2.5). */
function said(values: object): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}

function metaOf(
  { version, createdAt, updatedAt }: { version: number; createdAt: string; updatedAt: string },
  place: { resourceType: string; location: string },
) {
  return { ...place, created: createdAt, lastModified: updatedAt, version: etagOf(version) };
}
