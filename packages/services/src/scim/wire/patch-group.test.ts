import { expect, test } from "vitest";
import { patchMessage } from "./names.ts";
import { patchGroup } from "./patch-group.ts";
import { patchOperations } from "./patch-operations.ts";

const group = { displayName: "Engineers", externalId: null, members: ["a", "b"] };
const patched = (...Operations: unknown[]) =>
  patchGroup(group, patchOperations({ schemas: [patchMessage], Operations }));

test.each<[string, unknown[], object]>([
  [
    "one more",
    [{ op: "Add", path: "members", value: [{ value: "C" }, { value: "a" }] }],
    { members: ["a", "b", "c"] },
  ],
  ["one less, by Entra", [{ op: "Remove", path: "members", value: [{ value: "a" }] }], { members: ["b"] }],
  ["one less, by Okta", [{ op: "remove", path: 'members[value eq "b"]' }], { members: ["a"] }],
  ["nobody", [{ op: "remove", path: "members" }], { members: [] }],
  ["others", [{ op: "replace", path: "members", value: [{ value: "d" }] }], { members: ["d"] }],
  ["another name", [{ op: "replace", value: { id: "x", displayName: "Makers" } }], { displayName: "Makers" }],
  ["an id", [{ op: "add", path: "externalId", value: "77" }], { externalId: "77" }],
])("a patch may say %s", (_, operations, changes) => {
  expect(patched(...operations)).toEqual({ ...group, ...changes });
});

test.each([
  { op: "add", path: "members.display", value: "x" },
  { op: "remove", path: 'members[display eq "x"]' },
  { op: "add", path: 'members[value eq "x"]', value: {} },
  { op: "add", path: "owners", value: [] },
])("a patch of what a group has not is refused (%#)", (operation) => {
  expect(() => patched(operation)).toThrow(expect.objectContaining({ details: { scimType: "invalidPath" } }));
});

test("a group has users alone, and a name", () => {
  const nested = { op: "add", path: "members", value: [{ value: "x", type: "Group" }] };
  for (const operation of [nested, { op: "remove", path: "displayName" }]) {
    expect(() => patched(operation)).toThrow(
      expect.objectContaining({ details: { scimType: "invalidValue" } }),
    );
  }
});
