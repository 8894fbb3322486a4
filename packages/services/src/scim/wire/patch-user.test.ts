import { expect, test } from "vitest";
import { patchMessage } from "./names.ts";
import { patchOperations } from "./patch-operations.ts";
import { patchUser } from "./patch-user.ts";
import { userDraft, userFieldsOf } from "./user-fields.ts";

const work = { value: "ann@corp.example", type: "work", primary: true };
const home = { value: "ann@home.example", type: "home", primary: false };
const ann = userFieldsOf(
  userDraft({ userName: "ann@corp.example", name: { givenName: "Ann" }, emails: [work], active: true }),
);
const patched = (...Operations: unknown[]) =>
  patchUser(ann, patchOperations({ schemas: [patchMessage], Operations }));
const problemOf = (...Operations: unknown[]) => {
  try {
    return patched(...Operations);
  } catch (error) {
    return (error as { details?: { scimType: string } }).details?.scimType;
  }
};

test.each<[string, unknown[], object]>([
  ["Entra's way to end", [{ op: "Replace", path: "active", value: "False" }], { active: false }],
  ["Okta's way to end", [{ op: "replace", value: { active: false } }], { active: false }],
  [
    "names with dots",
    [{ op: "Add", value: { "name.givenName": "Anna", displayName: "Anna A" } }],
    { displayName: "Anna A", name: { ...ann.name, givenName: "Anna" } },
  ],
  [
    "a part of a name",
    [{ op: "add", path: "name", value: { familyName: "Ash" } }],
    { name: { ...ann.name, familyName: "Ash" } },
  ],
  [
    "no name",
    [{ op: "remove", path: "name" }],
    { name: { formatted: null, givenName: null, familyName: null } },
  ],
  [
    "one address by its type",
    [{ op: "Replace", path: 'emails[type eq "work"].value', value: "anna@corp.example" }],
    { emails: [{ ...work, value: "anna@corp.example" }] },
  ],
  [
    "an address of a type that was not there",
    [{ op: "Add", path: 'emails[type eq "home"].value', value: home.value }],
    { emails: [work, home] },
  ],
  [
    "a new primary address",
    [{ op: "add", path: "emails", value: [{ ...home, primary: true }] }],
    {
      emails: [
        { ...work, primary: false },
        { ...home, primary: true },
      ],
    },
  ],
  ["no address", [{ op: "remove", path: 'emails[primary eq "True"]' }], { emails: [] }],
  [
    "a role by Entra's path",
    [{ op: "Add", path: 'roles[primary eq "True"].value', value: "Admin" }],
    { roles: ["admin"] },
  ],
  ["a role as it is", [{ op: "add", path: "roles", value: ["viewer"] }], { roles: ["viewer"] }],
  [
    "whatever case",
    [{ op: "replace", value: { USERNAME: "x@corp.example" } }],
    { userName: "x@corp.example" },
  ],
  [
    "what is not kept",
    [
      {
        op: "Add",
        path: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
        value: "X",
      },
      { op: "Add", path: 'phoneNumbers[type eq "work"].value', value: "1" },
      { op: "Add", value: { title: "CEO", id: "other", "name.middleName": "B" } },
    ],
    {},
  ],
])("a patch may say %s", (_, operations, changes) => {
  expect(patched(...operations)).toEqual({ ...ann, ...changes });
});

test.each<[string, unknown[]]>([
  ["invalidPath", [{ op: "add", path: "favourite", value: 1 }]],
  ["invalidPath", [{ op: "add", path: "userName.first", value: "a" }]],
  ["invalidPath", [{ op: "add", path: "name.nick", value: "a" }]],
  ["invalidPath", [{ op: "add", path: "__proto__.x", value: "a" }]],
  ["invalidPath", [{ op: "add", value: { "constructor.prototype": { x: 1 } } }]],
  ["invalidPath", [{ op: "add", value: JSON.parse('{"__proto__":{"x":1}}') }]],
  ["invalidValue", [{ op: "replace", path: "active", value: "no" }]],
  ["invalidValue", [{ op: "replace", path: "roles", value: [{ value: "owner" }] }]],
  ["invalidValue", [{ op: "remove", path: "userName" }]],
  ["invalidValue", [{ op: "replace", value: "x" }]],
  ["noTarget", [{ op: "remove" }]],
  ["invalidSyntax", [{ op: "move", path: "active" }]],
  ["invalidSyntax", []],
])("%s: a patch that cannot be, changes nothing", (scimType, operations) => {
  expect(problemOf(...operations)).toBe(scimType);
  expect(Object.keys(Object.prototype)).toEqual([]);
});
