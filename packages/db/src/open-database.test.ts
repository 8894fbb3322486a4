import { openTestDatabase } from "@patchops/testing";
import { expect, test } from "vitest";
import { openDatabase } from "./open-database.ts";

const { database } = await openTestDatabase(openDatabase);

test("answers a ping", async () => {
  await database.ping();
  expect(await database.system.selectFrom("organizations").selectAll().execute()).toEqual([]);
});
