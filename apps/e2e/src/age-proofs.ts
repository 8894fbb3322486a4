import pg from "pg";
import type { Instance } from "./start-instance.ts";

/** As if everybody who is signed in had proved 11 minutes ago who they are: nothing but the database's clock says so. */
export async function ageProofs({ databaseUrl }: Pick<Instance, "databaseUrl">): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query("update login_sessions set proved_at = proved_at - interval '11 minutes'");
  } finally {
    await client.end();
  }
}
