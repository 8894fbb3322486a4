import pg from "pg";
import { PgBoss } from "pg-boss";
import type { Instance } from "./start-instance.ts";

/** As if the days of grace of every deletion were over, and the time had come at which a worker looks. */
export async function endGrace({ databaseUrl = "" }: Pick<Instance, "databaseUrl">): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  const boss = new PgBoss({
    connectionString: databaseUrl,
    supervise: false,
    schedule: false,
    migrate: false,
  });
  await Promise.all([client.connect(), boss.start()]);
  try {
    await client.query("update deletions set due_at = now() where state = 'waiting'");
    await boss.send("deletions", {});
  } finally {
    await Promise.all([client.end(), boss.stop({ close: true })]);
  }
}
