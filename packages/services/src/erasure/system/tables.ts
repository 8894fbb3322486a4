import type { Database } from "@patchops/db";
import { sql } from "kysely";

interface OrganizationTable {
  table: string;
  column: "organization_id";
  /** Of a partitioned table: its primary key, by which rows are named across partitions. Else null. */
  key: string[] | null;
}

/**
 * Every table with rows of organizations, those that refer to others before these, read from the database itself: a new one is among
 * them by itself.
 */
export async function organizationTables(database: Database): Promise<OrganizationTable[]> {
  const { rows: tables } = await sql<OrganizationTable>`
    select c.relname as "table", 'organization_id' as "column", case when c.relkind = 'p' then (
      select array_agg(k.attname::text) from pg_index as i
      join pg_attribute as k on k.attrelid = c.oid and k.attnum = any(i.indkey)
      where i.indrelid = c.oid and i.indisprimary) end as key
    from pg_class as c join pg_attribute as a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and a.attname = 'organization_id' and not a.attisdropped
    order by 1
  `.execute(database.system);
  const { rows: references } = await sql<{ from: string; to: string }>`
    select distinct f.relname as "from", t.relname as "to"
    from pg_constraint as c join pg_class as f on f.oid = c.conrelid join pg_class as t on t.oid = c.confrelid
    where c.contype = 'f' and c.conparentid = 0 and c.conrelid <> c.confrelid
      and c.connamespace = 'public'::regnamespace
  `.execute(database.system);
  const ordered = new Set<string>();
  const visited = new Set<string>();
  const visit = (name: string) => {
    if (visited.has(name)) return;
    visited.add(name);
    for (const { from, to } of references) if (to === name) visit(from);
    ordered.add(name);
  };
  for (const { table } of tables) visit(table);
  return [...ordered].flatMap((name) => tables.find(({ table }) => table === name) ?? []);
}

/** Every column that refers to an account, but of memberships, which end by a verb of their own. */
export async function accountColumns(database: Database): Promise<{ table: string; column: string }[]> {
  const { rows } = await sql<{ table: string; column: string }>`
    select f.relname as "table", a.attname as "column"
    from pg_constraint as c join pg_class as f on f.oid = c.conrelid
    join pg_attribute as a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where c.contype = 'f' and c.confrelid = 'users'::regclass and c.connamespace = 'public'::regnamespace
      and f.relname <> 'members'
    order by 1, 2
  `.execute(database.system);
  return rows;
}

/** Of these columns those that hold a value, in the same order. */
export async function columnsWith<Column extends { table: string; column: string }>(
  database: Database,
  columns: readonly Column[],
  value: string,
): Promise<Column[]> {
  const places = columns.map(
    ({ table, column }, place) =>
      sql`select ${place}::int as place where exists (select from ${sql.table(table)} where ${sql.ref(column)} = ${value})`,
  );
  const { rows } = await sql<{ place: number }>`${sql.join(places, sql` union all `)}`.execute(
    database.system,
  );
  const found = new Set(rows.map(({ place }) => place));
  return columns.filter((_, place) => found.has(place));
}
