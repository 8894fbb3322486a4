import pg from "pg";

/** Whoever owns the database's server: no privilege and no row-level security holds them. */
export interface Superuser {
  /** Answers the rows of the last statement. */
  query<Row = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Every row of every table of every schema that is not Postgres' own, as text, by the table's name. */
  dump(): Promise<{ table: string; text: string }[]>;
  /** In how many rows of the same tables one of these texts stands, also within JSON and arrays, by `table.column`. */
  find(texts: readonly string[]): Promise<Map<string, number>>;
  close(): Promise<void>;
}

/** `connectionString`: of the owning role, which is a superuser on the databases of tests and on the embedded one. */
export async function openSuperuser(connectionString: string): Promise<Superuser> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  async function query<Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    // Several statements are allowed where no value is given.
    const result: pg.QueryResult | pg.QueryResult[] =
      values.length === 0 ? await client.query(text) : await client.query(text, [...values]);
    return (Array.isArray(result) ? result.at(-1) : result)?.rows ?? [];
  }
  const tables = () =>
    query<{ table: string }>(`
      select format('%I.%I', n.nspname, c.relname) as "table"
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and not c.relispartition
        and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_toast%'
      order by 1`);
  return {
    query,
    async dump() {
      const rows: { table: string; text: string }[] = [];
      for (const { table } of await tables()) {
        for (const { text } of await query<{ text: string }>(`select t::text as text from ${table} as t`)) {
          rows.push({ table, text });
        }
      }
      return rows;
    },
    async find(texts) {
      const found = new Map<string, number>();
      const isIn = (text: string) => texts.some((sought) => text.includes(sought));
      for (const { table } of await tables()) {
        // A hundred texts at once are sought sooner here than by Postgres.
        for (const { text } of await query<{ text: string }>(
          `select to_jsonb(t)::text as text from ${table} as t`,
        )) {
          if (!isIn(text)) continue;
          for (const [column, value] of Object.entries(JSON.parse(text))) {
            if (!isIn(JSON.stringify(value))) continue;
            const place = `${table.replace(/^public\./, "")}.${column}`;
            found.set(place, (found.get(place) ?? 0) + 1);
          }
        }
      }
      return found;
    },
    close: () => client.end(),
  };
}
