import type pg from "pg";
import type { RoleNames } from "../role-names.ts";

export interface CopiedTable {
  name: string;
  /** In the order of the rows' values. */
  columns: readonly string[];
}

/** Our tables: those that one of our roles may read, so that tables of others in the same database stay out. */
export async function ownTables(client: pg.ClientBase, roles: RoleNames): Promise<CopiedTable[]> {
  const { rows } = await client.query<CopiedTable>(
    `
    select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
    from pg_class as c
    join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and (has_table_privilege($1, c.oid, 'select') or has_table_privilege($2, c.oid, 'select'))
    group by c.relname order by c.relname`,
    [roles.app, roles.system],
  );
  return rows;
}
