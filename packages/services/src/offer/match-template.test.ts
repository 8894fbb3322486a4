import fc from "fast-check";
import { expect, test } from "vitest";
import { indexOf } from "./index-of.ts";
import { matchesTemplate } from "./match-template.ts";

// The same cases in every run: what a search of chance finds belongs to no one who only wants to know whether all is well.
fc.configureGlobal({ seed: 20_261_126 });

test.each([
  ["test://{id}/data", "test://7/data", true],
  ["test://{id}/data", "test://7/other", false],
  ["test://{id}", "test://", true],
  ["file:///{+path}", "file:///a/b/c", true],
  ["a{b}c{d}c", "axcxcyc", true],
  ["a{b}aa", "aa", false],
  ["plain://x", "plain://x", true],
  ["broken://{x", "broken://1", false],
])("the template %s and %s: %s", (template, uri, fits) => {
  expect(matchesTemplate(template, uri)).toBe(fits);
});

const letters = (maxLength: number) => fc.string({ unit: fc.constantFrom("a", "b"), maxLength });

test("literals stand in a URI in order and apart, as an expression of them would find", () => {
  fc.assert(
    fc.property(fc.array(letters(3), { minLength: 1, maxLength: 4 }), letters(12), (literals, uri) => {
      const oracle = new RegExp(`^${literals.join(".*")}$`);
      expect(matchesTemplate(literals.join("{x}"), uri)).toBe(oracle.test(uri));
    }),
    { numRuns: 1_000 },
  );
});

test("a part is found where the built-in search finds it", () => {
  fc.assert(
    fc.property(letters(40), letters(60), fc.nat(70), (part, around, from) => {
      for (const text of [around, around + part + around]) {
        expect(indexOf(text, part, from)).toBe(text.indexOf(part, from));
      }
    }),
    { numRuns: 1_000 },
  );
});

test("4 MiB that nearly fit cost no more than reading them", () => {
  const hostile = `${"a".repeat(990)}b${"a".repeat(990)}`;
  const before = process.cpuUsage();
  expect(matchesTemplate(`{x}${hostile}{y}`, "a".repeat(4 * 1_048_576))).toBe(false);
  const { user, system } = process.cpuUsage(before);
  // The built-in search takes 4 s for it.
  expect((user + system) / 1_000).toBeLessThan(1_000);
});
