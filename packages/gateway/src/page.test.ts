import fc from "fast-check";
import { expect, test } from "vitest";
import { pageOf } from "./page.ts";

// The same cases in every run: what a search of chance finds belongs to no one who only wants to know whether all is well.
fc.configureGlobal({ seed: 20_261_126 });

const names = fc.uniqueArray(
  fc.string({ unit: "binary", maxLength: 4 }).map((name) => name.toWellFormed()),
  {
    maxLength: 30,
  },
);
const items = (list: readonly string[]) => list.map((name) => ({ name }));

test("page by page, while the list changes: nothing comes twice, and what was there all the time comes", () => {
  const changing = fc.record({
    lasting: names,
    others: fc.array(names, { minLength: 1, maxLength: 6 }),
    size: fc.integer({ min: 1, max: 7 }),
  });
  fc.assert(
    fc.property(changing, ({ lasting, others, size }) => {
      const seen: string[] = [];
      let cursor: string | undefined;
      for (let turn = 0; turn === 0 || cursor !== undefined; turn += 1) {
        const now = new Set([...lasting, ...(others[turn % others.length] ?? [])]);
        const page = pageOf(items([...now]), cursor, size);
        expect(page.items.length).toBeLessThanOrEqual(size);
        expect(page.items.every(({ name }) => now.has(name))).toBe(true);
        seen.push(...page.items.map(({ name }) => name));
        cursor = page.nextCursor;
      }
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen).toEqual(expect.arrayContaining(lasting));
    }),
    { numRuns: 500 },
  );
});

test("a list that rests comes whole, in the order of names", () => {
  fc.assert(
    fc.property(names, fc.integer({ min: 1, max: 7 }), (list, size) => {
      const seen: string[] = [];
      let page = pageOf(items(list), undefined, size);
      for (;;) {
        seen.push(...page.items.map(({ name }) => name));
        if (page.nextCursor === undefined) break;
        page = pageOf(items(list), page.nextCursor, size);
      }
      expect(seen).toEqual(list.toSorted((a, b) => (a < b ? -1 : 1)));
    }),
  );
});

test("what no page gave is no cursor", () => {
  fc.assert(
    fc.property(fc.anything(), (cursor) => {
      const isOurs =
        typeof cursor === "string" && Buffer.from(cursor, "base64url").toString("utf8").startsWith("after:");
      fc.pre(cursor !== undefined && !isOurs);
      expect(() => pageOf(items(["a"]), cursor)).toThrow(expect.objectContaining({ code: "invalid_input" }));
    }),
  );
});
