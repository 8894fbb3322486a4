import { openTestDatabase } from "@patchops/testing";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { openDatabase } from "../open-database.ts";
import { dataRegister, type RegisterEntry } from "./data-register.ts";

const entries: readonly [string, RegisterEntry][] = Object.entries(dataRegister);
const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const columnsOf = ([table, { columns }]: readonly [string, RegisterEntry]) =>
  Object.entries(columns).map(([column, kind]) => ({ name: `${snake(table)}.${snake(column)}`, kind }));

test("every column of every table is in the register, and nothing else", async () => {
  const { database } = await openTestDatabase(openDatabase);
  const { rows } = await sql<{ name: string }>`
    select c.relname || '.' || a.attname as name from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and c.relname not in ('kysely_migration', 'kysely_migration_lock')`.execute(database.system);
  expect(
    entries
      .flatMap(columnsOf)
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual(rows.map(({ name }) => name).toSorted());
});

test("what becomes of rows is said for everybody whose they are, and for everybody whom they name", () => {
  for (const [table, { owners, columns, atDeletion }] of entries) {
    const kinds = Object.values(columns);
    const namesPeople = kinds.some((kind) => typeof kind === "object" && "isPersonId" in kind);
    if (owners.person !== undefined || namesPeople) expect(atDeletion.account, table).toBeDefined();
    expect(atDeletion.organization !== undefined, table).toBe(owners.organization !== undefined);
  }
});

test("what goes with an account or stands in an organization is somebody's, and so in an export, or says why it is in none", () => {
  const ownerless = entries.filter(([, { owners, columns, atDeletion }]) => {
    const isOfSomebody = atDeletion.account === "deleted" || "organizationId" in columns;
    return isOfSomebody && owners.person === undefined && owners.organization === undefined;
  });
  expect(ownerless.map(([table]) => table)).toEqual([]);
});

test("what is sealed, hashed or wrapped is a secret, but for hashes of what anybody may see", () => {
  const plain = /^(tools|plans|approvals|audit_chains|audit_entries)\./;
  const named = entries.flatMap(columnsOf).filter(({ name }) => /hash|sealed|wrapped|secret_/.test(name));
  for (const { name, kind } of named) {
    if (plain.test(name) && !name.endsWith("sealed")) continue;
    expect(typeof kind === "object" && kind.kind, name).toBe("secret");
  }
});
