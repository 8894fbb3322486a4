import pg from "pg";

/** The instance fact that a restore leaves. */
export const restoreFact = "restore";

/** The id of the restore that made this database what it is; null when none did. */
export async function lastRestoreId(ownerConnectionString: string): Promise<string | null> {
  const client = new pg.Client({ connectionString: ownerConnectionString, connectionTimeoutMillis: 10_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows: tables } = await client.query<{ found: boolean }>(
      "select to_regclass('public.instance_facts') is not null as found",
    );
    if (tables[0]?.found !== true) return null;
    const { rows } = await client.query<{ id: string }>(
      "select value #>> '{}' as id from instance_facts where key = $1",
      [restoreFact],
    );
    return rows[0]?.id ?? null;
  } finally {
    await client.end();
  }
}
