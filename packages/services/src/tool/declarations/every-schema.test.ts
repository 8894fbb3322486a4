import fc from "fast-check";
import { expect, test } from "vitest";
import { complaints, declared } from "./test-declarations.ts";

test("the compiler accepts the types of every schema", () => {
  const word = fc.constantFrom(
    "a",
    "b",
    "delete",
    "new",
    "__proto__",
    "x-y",
    "*/",
    "\n",
    "'\"`",
    "constructor",
    "Array",
    "ö",
  );
  const scalar = fc.oneof(word, fc.integer(), fc.double(), fc.constant(null), fc.boolean());
  const { schema } = fc.letrec<{ schema: unknown; list: unknown[] }>((tie) => ({
    list: fc.array(tie("schema"), { maxLength: 4 }),
    schema: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.boolean(),
      fc.record({
        $ref: fc.constantFrom("#", "#/$defs/a", "#/$defs/b", "#/properties/a", "#/nowhere", "#x", ""),
      }),
      fc.record(
        {
          type: fc.constantFrom("string", "integer", "null", "boolean", "nonsense"),
          default: scalar,
          description: word,
          nullable: fc.boolean(),
        },
        { requiredKeys: ["type"] },
      ),
      fc.record({ enum: fc.array(scalar, { maxLength: 5 }) }),
      fc.record({ const: scalar }),
      fc.record(
        {
          type: fc.constantFrom("object", "array", ["object", "null"], ["array", "string"]),
          properties: fc.dictionary(word, tie("schema"), { maxKeys: 4 }),
          required: fc.array(word, { maxLength: 3 }),
          additionalProperties: tie("schema"),
          patternProperties: fc.dictionary(word, tie("schema"), { maxKeys: 2 }),
          propertyNames: fc.record({ enum: fc.array(word, { maxLength: 3 }) }),
          items: fc.oneof(tie("schema"), tie("list")),
          prefixItems: tie("list"),
          additionalItems: tie("schema"),
          minItems: fc.integer({ min: 0, max: 3 }),
          maxItems: fc.integer({ min: 0, max: 3 }),
          $ref: fc.constantFrom("#", "#/$defs/a", "#/$defs/b"),
          allOf: tie("list"),
          anyOf: tie("list"),
          oneOf: tie("list"),
          nullable: fc.boolean(),
          description: word,
          $defs: fc.record({ a: tie("schema"), b: tie("schema") }),
        },
        { requiredKeys: [] },
      ),
    ),
  }));
  const whole = fc
    .tuple(schema, fc.dictionary(fc.constantFrom("a", "b"), schema))
    .map(([root, $defs]) => (typeof root === "object" && root !== null ? { ...root, $defs } : root));
  // One run of the compiler for many of them: most of its time goes by before it meets the first.
  fc.assert(
    fc.property(fc.array(whole, { minLength: 40, maxLength: 40 }), (schemas) => {
      expect(complaints(declared(schemas))).toEqual([]);
    }),
    { seed: 20_261_127, numRuns: 25, endOnFailure: true },
  );
}, 60_000);
