import { roles } from "@patchops/contract";
import { z } from "zod";
import { isRecord, namesOf, pick } from "./pick.ts";
import { scimError } from "./scim-error.ts";
import { storableText } from "./storable-text.ts";

/** More of one person are none of a directory's. */
const maxValues = 20;
/** An empty text says nothing, like null (RFC 7643, section 2.5). */
const optional = (max: number) =>
  storableText(max)
    .nullish()
    .transform((value) => value || null);
/** Some directories write "False". */
const flag = z.union([
  z.boolean(),
  z
    .string()
    .regex(/^(?:true|false)$/i, "Write true or false.")
    .transform((value) => value.toLowerCase() === "true"),
]);
/** Who owns an organization is not a directory's to say. */
const givenRole = z.enum(roles).exclude(["owner"]);

const userFields = z.object({
  userName: storableText(254).min(1, "A user has a userName."),
  externalId: optional(254),
  displayName: optional(200),
  name: z
    .object({ formatted: optional(200), givenName: optional(100), familyName: optional(100) })
    .nullish()
    .transform((name) => name ?? { formatted: null, givenName: null, familyName: null }),
  emails: z
    .array(
      z.object({
        value: z.email("That is no mail address.").max(254),
        type: optional(50),
        primary: flag.nullish().transform((value) => value ?? false),
      }),
    )
    .max(maxValues)
    .nullish()
    .transform((emails) => emails ?? []),
  roles: z
    .array(z.object({ value: storableText(50).toLowerCase().pipe(givenRole) }))
    .max(maxValues)
    .nullish()
    .transform((given) => [...new Set((given ?? []).map(({ value }) => value))]),
  active: flag.nullish().transform((value) => value ?? true),
});

/** A user as a directory says they are. */
export type ScimUserFields = z.output<typeof userFields>;
/** The same as it is written, before anything of it was looked at. */
export type UserDraft = Map<string, unknown>;

export const userAttributes = namesOf(
  ...["userName", "externalId", "displayName", "name", "emails", "roles", "active"],
);
export const subAttributes = {
  name: namesOf("formatted", "givenName", "familyName"),
  emails: namesOf("value", "type", "primary"),
  roles: namesOf("value", "type", "primary"),
} as const;

/** What a client wrote of a user. */
export function userDraft(body: unknown): UserDraft {
  if (!isRecord(body)) throw scimError("invalidSyntax", "A user is a JSON object.");
  const draft = pick(body, userAttributes);
  for (const [name, value] of draft) draft.set(name, plainValue(name, value));
  return draft;
}

/** A value with the sub-attributes that are ours, under their own names. A role may be written as its name alone. */
export function plainValue(name: string, value: unknown): unknown {
  if (!isMany(name)) {
    return name === "name" && isRecord(value) ? Object.fromEntries(pick(value, subAttributes.name)) : value;
  }
  if (value === null || value === undefined) return [];
  return (Array.isArray(value) ? value : [value]).map((each) =>
    isRecord(each) ? Object.fromEntries(pick(each, subAttributes[name])) : { value: each },
  );
}

export function isMany(name: string): name is "emails" | "roles" {
  return name === "emails" || name === "roles";
}

/** Throws `invalidValue`, which names the attribute. */
export function userFieldsOf(draft: UserDraft): ScimUserFields {
  const parsed = userFields.safeParse(Object.fromEntries(draft));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw scimError("invalidValue", `${issue?.path.join(".") || "user"}: ${issue?.message ?? "It is wrong."}`);
}
