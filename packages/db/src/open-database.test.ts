import { setImmediate } from "node:timers/promises";
import { createTestDatabase, openTestDatabase, testPasswords, waitFor } from "@patchops/testing";
import { sql } from "kysely";
import pg from "pg";
import { expect, test } from "vitest";
import { openDatabase } from "./open-database.ts";

const errors: Error[] = [];
const { database, connectionString } = await openTestDatabase((options) =>
  openDatabase({ ...options, onError: (error) => errors.push(error) }),
);
const organizationId = "0193a000-0000-7000-8000-000000000001";

/** Breaks every connection of the roles, as a restart of the server does. */
async function breakConnections(url = connectionString): Promise<void> {
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  await owner.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename like 'patchops\\_%'",
  );
  await owner.end();
}

test("columns are read as our types, JSON keys as they were written", async () => {
  const { rows } = await sql`
    select 9007199254740991::bigint as big, 1.5::numeric as number, date '2026-02-03' as day, '{1,2}'::bigint[] as many,
      '{}'::bigint[] as none, timestamptz '2026-02-03 04:05:06.789+02' as at, '{"snake_key": {"b_c": 1}}'::jsonb as "json_value"
  `.execute(database.system);
  expect(rows).toEqual([
    {
      big: 9007199254740991,
      number: 1.5,
      day: "2026-02-03",
      many: [1, 2],
      none: [],
      at: "2026-02-03T02:05:06.789Z",
      jsonValue: { snake_key: { b_c: 1 } },
    },
  ]);
});

test("a time that was read finds its row again", async () => {
  await database.withOrganization(organizationId, async (trx) => {
    await trx
      .insertInto("organizations")
      .values({ id: organizationId, name: "Acme", plan: "free" })
      .execute();
    const { createdAt } = await trx.selectFrom("organizations").select("createdAt").executeTakeFirstOrThrow();
    const found = trx.selectFrom("organizations").selectAll().where("createdAt", "=", createdAt);
    expect(await found.execute()).toHaveLength(1);
  });
});

test("a failed transaction leaves nothing", async () => {
  const failed = database.transaction(async (trx) => {
    await trx.insertInto("instanceFacts").values({ key: "half", value: "1" }).execute();
    throw new Error("no");
  });
  await expect(failed).rejects.toThrow("no");
  expect(await database.system.selectFrom("instanceFacts").selectAll().execute()).toEqual([]);
});

test("a notification travels with its transaction, and again after the connection broke", async () => {
  const heard: string[] = [];
  const stop = await database.listen("tail", (payload) => heard.push(payload));
  await database.transaction((trx) => database.notify(trx, "tail", "first"));
  await waitFor(() => heard.length === 1);
  await database
    .transaction(async (trx) => {
      await database.notify(trx, "tail", "never");
      throw new Error("rolled back");
    })
    .catch(() => undefined);

  await breakConnections();
  await waitFor(async () => {
    await database.transaction((trx) => database.notify(trx, "tail", "again"));
    return heard.length > 1;
  });
  expect(new Set(heard)).toEqual(new Set(["first", "again"]));
  await stop();
});

test("whoever begins to listen as the last one stops is told", async () => {
  const heard: string[] = [];
  const stop = await database.listen("relay", () => undefined);
  const [next] = await Promise.all([database.listen("relay", (payload) => heard.push(payload)), stop()]);
  await database.transaction((trx) => database.notify(trx, "relay", "on"));
  await waitFor(() => heard.length > 0);
  expect(heard).toEqual(["on"]);
  await next();
});

test("channels that are asked for at once are asked for one after the other, as the driver wants it", async () => {
  const warnings: Error[] = [];
  const note = (warning: Error) => warnings.push(warning);
  process.on("warning", note);
  const stops = await Promise.all(["a", "b", "c", "d"].map((name) => database.listen(name, () => undefined)));
  await Promise.all(stops.map((stop) => stop()));
  await setImmediate();
  process.off("warning", note);
  expect(warnings).toEqual([]);
});

test("broken connections are reported and replaced, also one in the middle of a transaction", async () => {
  errors.length = 0;
  const broken = database.transaction(async (trx) => {
    await sql`select 1`.execute(trx);
    await breakConnections();
    await waitFor(() => errors.length > 0);
    await sql`select 1`.execute(trx);
  });
  await expect(broken).rejects.toMatchObject({
    code: "unavailable",
    message: "The database does not answer just now.",
    retryAfterSeconds: 2,
  });
  await waitFor(async () => {
    await database.ping();
    return true;
  });
});

test("closing waits for the work under way and leaves no connection, and may be called again", async () => {
  const own = await createTestDatabase();
  const opened = await openDatabase({ connectionString: own.connectionString, ...testPasswords });
  await opened.listen("tail", () => undefined);
  const working = opened.transaction(async (trx) => {
    await sql`select pg_sleep(0.2)`.execute(trx);
    return "done";
  });
  await opened.ping();
  await Promise.all([opened.close(), opened.close()]);
  expect(await working).toBe("done");
  const owner = new pg.Client({ connectionString: own.connectionString });
  await owner.connect();
  await waitFor(async () => {
    const { rows } = await owner.query<{ open: number }>(
      "select count(*)::int as open from pg_stat_activity where datname = current_database() and usename like 'patchops\\_%'",
    );
    return rows[0]?.open === 0;
  });
  await owner.end();
  await own.drop();
  await expect(opened.transaction(async () => undefined)).rejects.toMatchObject({ code: "unavailable" });
  await expect(opened.system.selectFrom("users").execute()).rejects.toMatchObject({ code: "unavailable" });
});

test("an address that is wrong is answered with what to do, and without the password", async () => {
  const unreachable = openDatabase({
    connectionString: "postgresql://me:hush-hush@127.0.0.1:1/x",
    ...testPasswords,
  });
  await expect(unreachable).rejects.toMatchObject({
    code: "database_unreachable",
    message: expect.not.stringContaining("hush-hush"),
  });
  await expect(openDatabase({ connectionString: "mysql://x", ...testPasswords })).rejects.toMatchObject({
    code: "connection_string_invalid",
  });
});
