import { expect, test } from "vitest";
import { parseFilter, type ScimFilter } from "./parse-filter.ts";
import { parsePath } from "./parse-path.ts";

const eq = (attribute: string, value: unknown) => ({ kind: "compare", operator: "eq", attribute, value });
const problemOf = (run: () => unknown) => {
  try {
    return run();
  } catch (error) {
    return (error as { details?: { scimType: string } }).details?.scimType;
  }
};

test.each<[string, unknown]>([
  ['userName eq "bob"', eq("username", "bob")],
  ['USERNAME Eq "a\\"b\\\\c"', eq("username", 'a"b\\c')],
  ['userName eq "CORP\\bob"', eq("username", "CORP\bob")],
  ['userName eq "CORP\\ann"', eq("username", "CORP\\ann")],
  ['urn:ietf:params:scim:schemas:core:2.0:User:userName eq "x"', eq("username", "x")],
  ["active eq True", eq("active", true)],
  ["externalId eq null", eq("externalid", null)],
  ["name.familyName pr", { kind: "present", attribute: "name.familyname" }],
  [
    'userName eq "a" or externalId eq "b" and active eq false',
    {
      kind: "or",
      parts: [eq("username", "a"), { kind: "and", parts: [eq("externalid", "b"), eq("active", false)] }],
    },
  ],
  [
    'not (userName eq "a") and (active eq true)',
    { kind: "and", parts: [{ kind: "not", part: eq("username", "a") }, eq("active", true)] },
  ],
  ['emails[type eq "work"]', { kind: "element", attribute: "emails", part: eq("type", "work") }],
  [
    'emails[type eq "work"].value eq "x@y.example"',
    {
      kind: "element",
      attribute: "emails",
      part: { kind: "and", parts: [eq("type", "work"), eq("value", "x@y.example")] },
    },
  ],
])("%s is read as RFC 7644 says", (text, filter) => {
  expect(parseFilter(text)).toEqual(filter as ScimFilter);
});

test.each([
  "",
  "userName",
  "userName eq",
  'userName xx "a"',
  'userName eq "a" or',
  'userName eq "a" "b"',
  "userName eq 'a'",
  "userName eq bob",
  "((((",
  'userName eq "a',
  "emails[type eq",
  'not userName eq "a"',
  "(".repeat(20_000),
  "not (".repeat(700),
  `${"(".repeat(9)}userName pr${")".repeat(9)}`,
  Array.from({ length: 60 }, () => "id pr").join(" or "),
])("what is no filter is refused as invalidFilter, at once (%#)", (text) => {
  expect(problemOf(() => parseFilter(text))).toBe("invalidFilter");
});

test("a path names an attribute, one of its values, a part of them", () => {
  expect(parsePath("displayName")).toEqual({ attribute: "displayname", filter: null, sub: null });
  expect(parsePath("name.givenName")).toEqual({ attribute: "name", filter: null, sub: "givenname" });
  expect(parsePath('emails[type eq "work"].value')).toEqual({
    ...{ attribute: "emails", sub: "value" },
    filter: eq("type", "work"),
  });
  const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department";
  expect(parsePath(enterprise).attribute).toBe(enterprise.toLowerCase());
  for (const text of ["a[b", "", "members[value eq", "a b", '"a"']) {
    expect(problemOf(() => parsePath(text))).toBe("invalidPath");
  }
});
