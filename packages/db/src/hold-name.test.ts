import { openSuperuser, openTestDatabase, testPasswords, waitFor } from "@patchops/testing";
import { afterAll, expect, test } from "vitest";
import { openDatabase } from "./open-database.ts";

const { database: first, connectionString } = await openTestDatabase(openDatabase);
const second = await openDatabase({ connectionString, ...testPasswords });
const superuser = await openSuperuser(connectionString);
afterAll(async () => {
  await second.close();
  await superuser.close();
});

const name = "patchops node 1";
const never = () => expect.unreachable("it was taken");

test("a name is one's until the database is closed", async () => {
  const third = await openDatabase({ connectionString, ...testPasswords });
  expect(await third.hold(name, { onTaken: never })).toBe(true);
  expect(await second.hold(name, { patienceMs: 0, onTaken: never })).toBe(false);
  expect(await second.hold("patchops node 2", { patienceMs: 0, onTaken: never })).toBe(true);
  // One that is about to end is waited for.
  const waiting = second.hold(name, { onTaken: never });
  await third.close();
  expect(await waiting).toBe(true);
});

test("a lost session is followed by another that has the name as well, unless somebody took it", async () => {
  const other = "patchops node 3";
  const key = "hashtextextended($1, 0)";
  const holder = async () => {
    const [row] = await superuser.query<{ pid: number }>(
      `select pid from pg_locks where granted and locktype = 'advisory' and objid = (${key} & 4294967295)::oid`,
      [other],
    );
    return row?.pid;
  };
  const cut = async (pid: number | undefined) => superuser.query("select pg_terminate_backend($1)", [pid]);
  let taken = 0;
  const onTaken = () => {
    taken += 1;
  };
  expect(await first.hold(other, { patienceMs: 0, onTaken })).toBe(true);
  const lost = await holder();
  await cut(lost);
  await waitFor(async () => ![undefined, lost].includes(await holder()));
  expect(taken).toBe(0);

  const rival = await openSuperuser(connectionString);
  const taking = rival.query(`select pg_advisory_lock(${key})`, [other]);
  const isWaiting = "select 1 from pg_locks where not granted and locktype = 'advisory'";
  await waitFor(async () => (await superuser.query(isWaiting)).length > 0);
  await cut(await holder());
  await taking;
  await waitFor(() => taken === 1);
  await rival.close();
});
