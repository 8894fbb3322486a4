import { openTestDatabase } from "@patchops/testing";
import fc from "fast-check";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { arrayLiteral } from "./array-literal.ts";
import { openDatabase } from "./open-database.ts";

// The same cases in every run: what a search of chance finds belongs to no one who only wants to know whether all is well.
fc.configureGlobal({ seed: 20_261_126 });

const { database } = await openTestDatabase(openDatabase);

test("Postgres reads back every text, and null, as it was", async () => {
  const text = fc.oneof(
    fc.string({ unit: "grapheme" }).map((value) => value.replaceAll("\0", "")),
    fc.constantFrom("", "null", "NULL", "{}", "a,b", '"', "\\", " x ", "a\nb"),
  );
  const values = fc.array(fc.option(text), { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(values, async (given) => {
      const { rows } = await sql<{ read: (string | null)[] }>`
        select ${arrayLiteral(given)}::text[] as read`.execute(database.system);
      expect(rows[0]?.read).toEqual(given);
    }),
    { numRuns: 200 },
  );
});

test("numbers and booleans are read as such", async () => {
  const { rows } = await sql<{ numbers: number[]; flags: (boolean | null)[] }>`
    select ${arrayLiteral([1, -0.5, 1e21])}::double precision[] as numbers,
      ${arrayLiteral([true, false, null])}::boolean[] as flags`.execute(database.system);
  expect(rows).toEqual([{ numbers: [1, -0.5, 1e21], flags: [true, false, null] }]);
});
