import { expect, test } from "vitest";
import { checkValue } from "./check-value.ts";
import { emptyItem, initialValue, readNumber, withItem, withKey } from "./form-value.ts";
import { resolveSchema } from "./json-schema.ts";
import { readFields } from "./read-fields.ts";

const schema = {
  type: "object",
  required: ["customer", "limit", "address"],
  properties: {
    note: { type: "string", maxLength: 5_000, title: "Note" },
    limit: { type: "integer", minimum: 1, maximum: 100, default: 10, description: "How many." },
    customer: { type: "string" },
    order: { anyOf: [{ enum: ["asc", "desc"] }, { type: "null" }] },
    tags: { type: "array", items: { type: "string" } },
    address: { $ref: "#/$defs/address" },
    extra: { type: "object", additionalProperties: true },
    maybe: { type: ["boolean", "null"] },
    size: { oneOf: [{ const: "s" }, { const: "l" }] },
  },
  $defs: {
    address: { type: "object", required: ["city"], properties: { city: { type: "string", minLength: 2 } } },
  },
};
const fields = readFields(schema);

test("a schema becomes fields, the required ones first", () => {
  expect(fields.map((field) => [field.name, field.kind, field.type, field.isRequired])).toEqual([
    ["limit", "integer", "integer", true],
    ["customer", "text", "string", true],
    ["address", "group", "object", true],
    ["note", "long_text", "string", false],
    ["order", "choice", '"asc" | "desc"', false],
    ["tags", "list", "string[]", false],
    ["extra", "json", "object", false],
    ["maybe", "boolean", "boolean", false],
    ["size", "choice", '"s" | "l"', false],
  ]);
  expect(fields[0]).toMatchObject({ limits: "1 to 100", description: "How many." });
  expect(fields[3]?.label).toBe("Note");
});

test("a schema that refers to itself ends", () => {
  const node = { type: "object", properties: { child: { $ref: "#" }, name: { type: "string" } } };
  let depth = 0;
  for (let field = readFields(node)[0]; field; field = field.fields[0]) depth += 1;
  expect(depth).toBeLessThan(10);
  expect(resolveSchema({ $ref: "#/$defs/a" }, { $defs: { a: { $ref: "#/$defs/a" } } })).toEqual({});
  expect(resolveSchema({ $ref: "https://example.com/schema" }, {})).toEqual({});
});

test("the form starts with the defaults", () => {
  expect(initialValue(fields)).toEqual({ limit: 10, address: {} });
});

test("changing a field keeps what the form does not know, and the order of keys", () => {
  const value = { unknown: [1], customer: "a", limit: 1 };
  expect(Object.entries(withKey(value, "customer", "b"))).toEqual([
    ["unknown", [1]],
    ["customer", "b"],
    ["limit", 1],
  ]);
  expect(withKey(value, "customer", undefined)).toEqual({ unknown: [1], limit: 1 });
  expect(withKey(undefined, "a", 1)).toEqual({ a: 1 });
});

test("lists change one item at a time", () => {
  expect(withItem(["a", "b"], 1, "c")).toEqual(["a", "c"]);
  expect(withItem(["a", "b"], 0, undefined)).toEqual(["b"]);
  expect(withItem(undefined, 0, "a")).toEqual(["a"]);
  const tags = fields.find((field) => field.name === "tags");
  expect(tags?.item && emptyItem(tags.item)).toBe("");
});

test("a number is read when it is one, and kept as typed when it is not", () => {
  expect(readNumber(" 12 ")).toBe(12);
  expect(readNumber("1e3")).toBe(1_000);
  expect(readNumber("")).toBeUndefined();
  expect(readNumber("1e")).toBe("1e");
  expect(readNumber("Infinity")).toBe("Infinity");
});

test("what is missing or wrong is named with its path", () => {
  expect(
    checkValue(fields, { limit: 1_000, address: { city: "B" }, tags: ["a", 1], order: "up", maybe: null }),
  ).toEqual({
    limit: "At most 100.",
    customer: "This is needed.",
    "address.city": "At least 2 characters.",
    "tags.1": "Enter text.",
    order: 'One of "asc" | "desc".',
  });
  expect(checkValue(fields, { limit: 1, customer: "a", address: { city: "Bern" } })).toEqual({});
  expect(checkValue(fields, { limit: "1e", customer: "", address: [] })).toEqual({
    limit: "Enter a number.",
    address: "This is an object.",
  });
});
