interface Characteristics {
  type: "string" | "boolean" | "complex" | "reference";
  description: string;
  multiValued: boolean;
  required: boolean;
  caseExact: boolean;
  mutability: "readOnly" | "readWrite" | "immutable";
  returned: "always" | "default";
  uniqueness: "none" | "server";
  canonicalValues: readonly string[];
  referenceTypes: readonly string[];
  subAttributes: readonly AttributeDefinition[];
}

export type AttributeDefinition = { name: string } & Partial<Characteristics>;

function attribute(
  name: string,
  description: string,
  other: Partial<Characteristics> = {},
): AttributeDefinition {
  return {
    ...{ name, type: "string", multiValued: false, description, required: false, caseExact: false },
    ...{ mutability: "readWrite", returned: "default", uniqueness: "none", ...other },
  };
}

const many = { type: "complex", multiValued: true } as const;
const fixed = { mutability: "readOnly" } as const;

/** Of a user, those that are kept. */
export const userDefinitions: readonly AttributeDefinition[] = [
  attribute("userName", "The directory's name of the user, unique in the organization.", {
    required: true,
    uniqueness: "server",
  }),
  attribute("name", "Parts of the user's name.", {
    type: "complex",
    subAttributes: [
      attribute("formatted", "The whole name."),
      attribute("familyName", "The family name."),
      attribute("givenName", "The given name."),
    ],
  }),
  attribute("displayName", "What the user is called."),
  attribute("active", "Whether the user is a member of the organization.", { type: "boolean" }),
  attribute("emails", "Addresses; the primary one is the account's, of a verified domain.", {
    ...many,
    subAttributes: [
      attribute("value", "The address."),
      attribute("type", "What it is for.", { canonicalValues: ["work", "home", "other"] }),
      attribute("primary", "Whether it is the one.", { type: "boolean" }),
    ],
  }),
  attribute("roles", "What the user is in the organization.", {
    ...many,
    subAttributes: [attribute("value", "The role.", { canonicalValues: ["admin", "member", "viewer"] })],
  }),
  attribute("groups", "The groups that the user is in; they change by the groups.", {
    ...many,
    ...fixed,
    subAttributes: [
      attribute("value", "The group's id.", fixed),
      attribute("$ref", "The group's address.", { ...fixed, type: "reference", referenceTypes: ["Group"] }),
      attribute("display", "The group's name.", fixed),
      attribute("type", "Whether it is the user's own.", { ...fixed, canonicalValues: ["direct"] }),
    ],
  }),
];

/** Of a group, those that are kept. */
export const groupDefinitions: readonly AttributeDefinition[] = [
  attribute("displayName", "The group's name, unique in the organization.", {
    required: true,
    uniqueness: "server",
  }),
  attribute("members", "Users who are in the group.", {
    ...many,
    subAttributes: [
      attribute("value", "The user's id.", { mutability: "immutable" }),
      attribute("$ref", "The user's address.", {
        ...{ mutability: "immutable", type: "reference", referenceTypes: ["User"] },
      }),
      attribute("display", "What the user is called.", fixed),
      attribute("type", "Users alone are kept.", { mutability: "immutable", canonicalValues: ["User"] }),
    ],
  }),
];
