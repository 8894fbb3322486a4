import { describe, expect, test } from "vitest";
import { createTypeNames } from "./create-type-names.ts";
import { schemaType } from "./schema-type.ts";
import { complaints, declared } from "./test-declarations.ts";

const typeOf = (schema: unknown) =>
  schemaType(schema, { names: createTypeNames().within("a_b"), hint: "Args" });

test.each([
  ["a string", { type: "string" }, "string"],
  ["a list", { type: "array", items: { type: "integer" } }, "number[]"],
  ["a list of anything", { type: "array" }, "any[]"],
  ["a list of choices", { type: "array", items: { enum: ["a", "b"] } }, 'Array<"a" | "b">'],
  ["several types", { type: ["string", "null"] }, "string | null"],
  ["nullable", { type: "string", nullable: true }, "string | null"],
  ["const", { const: -1 }, "-1"],
  ["enum", { enum: ["a", 1, null, true] }, '"a" | 1 | null | true'],
  ["no value", { enum: [] }, "never"],
  [
    "a tuple",
    { type: "array", prefixItems: [{ type: "string" }, { type: "number" }], items: false },
    "[string, number]",
  ],
  [
    "a tuple of before 2020",
    { type: "array", items: [{ type: "string" }], additionalItems: { type: "null" } },
    "[string, ...null[]]",
  ],
  [
    "a tuple whose end may be missing",
    { prefixItems: [{ type: "string" }, { enum: [1, 2] }], items: false, minItems: 1 },
    "[string, (1 | 2)?]",
  ],
  ["one of", { oneOf: [{ type: "string" }, { type: "number" }] }, "string | number"],
  ["one of, with what says nothing", { anyOf: [{ type: "string" }, {}] }, "any"],
  [
    "all of",
    {
      allOf: [
        { type: "object", properties: { a: { type: "string" } }, required: ["a"] },
        { type: "object", properties: { b: true } },
      ],
    },
    "{ a: string } & { b?: any }",
  ],
  [
    "properties beside alternatives",
    {
      type: "object",
      properties: { a: { type: "string" } },
      anyOf: [{ required: ["a"] }, { required: ["b"] }],
    },
    "{ a?: string }",
  ],
  [
    "a union within an intersection",
    {
      type: "object",
      properties: { a: true },
      oneOf: [{ properties: { k: { const: 1 } } }, { properties: { k: { const: 2 } } }],
    },
    "{ a?: any } & ({ k?: 1 } | { k?: 2 })",
  ],
  ["any object", { type: "object" }, "{ [name: string]: any }"],
  ["no property", { type: "object", additionalProperties: false }, "{ [name: string]: never }"],
  ["a record", { type: "object", additionalProperties: { type: "number" } }, "{ [name: string]: number }"],
  [
    "an open object",
    { type: "object", properties: { a: { type: "string" } }, additionalProperties: true },
    "{ a?: string; [name: string]: any }",
  ],
  [
    "a record of listed names",
    {
      type: "object",
      propertyNames: { enum: ["x", "y"] },
      additionalProperties: { type: "number" },
      required: ["x"],
    },
    "{ x: number; y?: number }",
  ],
  ["a required property without a schema", { type: "object", required: ["a"] }, "{ a: any }"],
  [
    "names that are no identifiers",
    { type: "object", properties: { "a-b": true, "": true, new: true, "1": true } },
    '{ "1"?: any; "a-b"?: any; ""?: any; "new"?: any }',
  ],
  [
    "a reference to a word",
    { type: "object", properties: { a: { $ref: "#/$defs/id" } }, $defs: { id: { type: "string" } } },
    "{ a?: string }",
  ],
  [
    "a reference that leads nowhere",
    { type: "object", properties: { a: { $ref: "#/$defs/id" }, b: { $ref: "https://example.com/x" } } },
    "{ a?: any; b?: any }",
  ],
  ["no schema", null, "{ [name: string]: any }"],
  ["nonsense", { type: "objekt", enum: "x", anyOf: "y" }, "any"],
])("%s", (_, schema, text) => {
  const type = typeOf(schema);
  expect(type.text === "{ [name: string]: any }" && text === "any" ? "any" : type.text).toBe(text);
  expect(complaints(declared([schema]))).toEqual([]);
});

test("what no type can say stands in comments", () => {
  const { text } = typeOf({
    type: "object",
    properties: {
      since: { type: "string", format: "date-time", description: "The oldest." },
      limit: { type: "integer", default: 10, minimum: 1, maximum: 100 },
      old: { deprecated: true },
      plain: { type: "string", pattern: "^[a-z]*/$" },
      tags: { type: "object", patternProperties: { "^x-": { type: "string" } } },
    },
    required: ["since"],
  });
  expect(text).toBe(`{
  /**
   * The oldest.
   * @format date-time
   */
  since: string;
  /**
   * @default 10
   * @minimum 1
   * @maximum 100
   */
  limit?: number;
  /** @deprecated */
  old?: any;
  /** @pattern ^[a-z]* /$ */
  plain?: string;
  tags?: {
    /** Names that fit ^x- */
    [name: string]: string;
  };
}`);
});

test("what refers to itself is named", () => {
  const tree = {
    type: "object",
    properties: { root: { $ref: "#/$defs/Node" }, again: { $ref: "#" }, byAnchor: { $ref: "#leaf" } },
    $defs: {
      Node: {
        description: "A node of the tree.",
        type: "object",
        properties: {
          value: { type: "string" },
          children: { type: "array", items: { $ref: "#/$defs/Node" } },
        },
      },
      Leaf: {
        $anchor: "leaf",
        anyOf: [{ $ref: "#/$defs/Leaf" }, { type: "array", items: { $ref: "#leaf" } }],
      },
    },
  };
  const { text, named } = typeOf(tree);
  expect(text).toBe(`{
  root?: Tools.a_b_Node;
  again?: Tools.a_b_again;
  byAnchor?: Tools.a_b_leaf;
}`);
  expect(named[0]).toBe(`  /** A node of the tree. */
  interface a_b_Node {
    value?: string;
    children?: Tools.a_b_Node[];
  }
`);
  expect(named[2]).toBe("  type a_b_leaf = any;\n");
  expect(complaints(declared([tree]))).toEqual([]);
});

describe("a hostile schema", () => {
  const text = { type: "string", description: "d".repeat(34) };
  const wide = (count: number) => ({
    type: "object",
    properties: Object.fromEntries(Array.from({ length: count }, (_, index) => [`property-${index}`, text])),
  });
  const nest = (levels: number, wrap: (inner: object) => object) =>
    Array.from({ length: levels }).reduce<object>((inner) => wrap(inner), { type: "string" });
  const many = (name: string) =>
    Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`p${index}`, { $ref: `#/$defs/${name}` }]));
  const alternatives = (count: number, from: number) => ({
    anyOf: Array.from({ length: count }, (_, index) => ({
      type: "object",
      properties: { [`k${from + index}`]: { const: index } },
    })),
  });
  const chain = Object.fromEntries(
    Array.from({ length: 3_000 }, (_, index) => [
      `c${index}`,
      {
        anyOf: [
          { $ref: `#/$defs/c${(index + 1) % 3_000}` },
          { $ref: `#/$defs/c${(index * 7) % 3_000}` },
          { type: "null" },
        ],
      },
    ]),
  );

  /** By what it takes to write and read this, every schema is judged. */
  const largest = wide(50_000);
  const timed = <T>(work: () => T): { value: T; cpuMs: number } => {
    const before = process.threadCpuUsage();
    const value = work();
    const { user, system } = process.threadCpuUsage();
    return { value, cpuMs: (user - before.user + system - before.system) / 1_000 };
  };

  test.each<[string, object, number]>([
    ["of 10,000 properties", wide(10_000), 1_500_000],
    ["of 4 MB", largest, 1_500_000],
    [
      "of references that multiply",
      {
        type: "object",
        properties: many("a"),
        $defs: { a: { properties: many("b") }, b: { properties: many("a") } },
      },
      50_000,
    ],
    [
      "nested 3,000 levels deep",
      nest(3_000, (inner) => ({ type: "object", properties: { a: inner } })),
      500_000,
    ],
    ["of lists nested 3,000 levels deep", nest(3_000, (inner) => ({ type: "array", items: inner })), 500_000],
    [
      "of alternatives nested 3,000 levels deep",
      nest(3_000, (inner) => ({ anyOf: [inner, { type: "null" }] })),
      500_000,
    ],
    ["of aliases in a circle", { $ref: "#/$defs/c0", $defs: chain }, 1_000_000],
    ["that is a reference to itself", { $ref: "#" }, 100],
    [
      "of unions that multiply",
      { allOf: [alternatives(300, 0), alternatives(300, 1_000), alternatives(300, 2_000)] },
      100_000,
    ],
    [
      "of references to unions that multiply",
      {
        allOf: [{ $ref: "#/$defs/a" }, { $ref: "#/$defs/b" }, { $ref: "#/$defs/c" }],
        $defs: { a: alternatives(100, 0), b: alternatives(100, 1_000), c: alternatives(100, 2_000) },
      },
      100_000,
    ],
    ["that wants a million items", { type: "array", items: { type: "string" }, minItems: 1_000_000 }, 100],
    ["of 100,000 choices", { enum: Array.from({ length: 100_000 }, (_, index) => `choice ${index}`) }, 100],
    [
      "of a pointer that never ends",
      { type: "object", properties: { a: { $ref: `#${"/a".repeat(100_000)}` } } },
      100,
    ],
    [
      "of names that break out",
      {
        type: "object",
        properties: {
          '"]: any } declare const x: "': text,
          "*/ evil(); /*": { description: "*/ evil(); /* @ts-expect-error" },
          "a\nb\u2028c\u202e": { const: "\u2028`*/\n" },
          __proto__: text,
          "\\": { enum: ["\\", "$x", "\ud800"] },
        },
      },
      500,
    ],
    [
      "whose definitions are called as the language's",
      {
        type: "object",
        properties: {
          a: { $ref: "#/$defs/Array" },
          b: { $ref: "#/$defs/string" },
          c: { $ref: "#/$defs/a%20~1*" },
        },
        $defs: { Array: wide(1), string: wide(2), "a /*": wide(3) },
      },
      2_000,
    ],
  ])(
    "%s",
    (_, schema, maxChars) => {
      const { value: types, cpuMs } = timed(() => typeOf(schema));
      // On the same machine at the same moment: a slow one is slow at both.
      const { cpuMs: plainMs } = timed(() => JSON.parse(JSON.stringify(largest)));
      expect(cpuMs / plainMs).toBeLessThan(3);
      const text = declared([schema]);
      expect(types.text.length + types.named.join("").length).toBeLessThan(maxChars);
      expect(complaints(text)).toEqual([]);
    },
    30_000,
  );

  test("that is cut keeps its door open", () => {
    expect(typeOf(wide(20_000)).text).toMatch(/ {2}\[name: string\]: any;\n\}$/);
  });
});
