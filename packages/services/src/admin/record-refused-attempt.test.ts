import { newId } from "@patchops/contract";
import { openDatabase } from "@patchops/db";
import { testPasswords } from "@patchops/testing";
import { expect, test } from "vitest";
import { openTestServices, withParts } from "../testing/open-test-services.ts";
import { recordRefusedAttempt } from "./index.ts";

const { services, lines, connectionString } = await openTestServices();
const request = {
  address: "127.0.0.1",
  userAgent: "Claude Code/2.1",
  endpoint: "/mcp",
  reason: "no_key",
} as const;
const all = () => services.database.system.selectFrom("refusedAttempts").selectAll().orderBy("id").execute();

test("an attempt is kept, cut to size; one of an unknown address is not", async () => {
  await recordRefusedAttempt(services, { ...request, userAgent: "x".repeat(100_000) });
  await recordRefusedAttempt(services, { ...request, address: null });
  const rows = await all();
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({ address: "127.0.0.1", endpoint: "/mcp", reason: "no_key" });
  expect(rows[0]?.userAgent).toHaveLength(256);
});

test("the newest 1,000 of the last day stay", async () => {
  const yesterday = new Date(Date.now() - 90_000_000).toISOString();
  const old = newId();
  await services.database.transaction(async (trx) => {
    await trx
      .insertInto("refusedAttempts")
      .values(Array.from({ length: 1_200 }, () => ({ ...request, id: newId() })))
      .execute();
    await trx
      .insertInto("refusedAttempts")
      .values({ ...request, id: old, createdAt: yesterday })
      .execute();
  });
  await recordRefusedAttempt(services, { ...request, reason: "revoked_key" });
  const rows = await all();
  expect(rows.length).toBeLessThanOrEqual(1_000);
  expect(rows.length).toBeGreaterThan(990);
  expect(rows.at(-1)?.reason).toBe("revoked_key");
  expect(rows.map(({ id }) => id)).not.toContain(old);
});

test("a flood writes few rows", async () => {
  await services.database.transaction((trx) => trx.deleteFrom("refusedAttempts").execute());
  await Promise.all(Array.from({ length: 500 }, () => recordRefusedAttempt(services, request)));
  expect((await all()).length).toBeLessThanOrEqual(30);
});

test("a database that is away is logged, not thrown", async () => {
  const database = await openDatabase({ connectionString, ...testPasswords });
  await database.close();
  await recordRefusedAttempt(withParts(services, { database }), request);
  expect(lines.at(-1)).toMatchObject({ level: "warn", message: "A refused attempt was not recorded" });
});
