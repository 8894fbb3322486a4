import pg from "pg";
import { ownerName } from "./create-cluster.ts";

/** Whether the Postgres on this port takes the owner's password: `refused` is a no for good, `no` may be too early. */
export async function tryLogin(
  port: number,
  password: string,
): Promise<"ok" | "starting" | "refused" | "no"> {
  const connectionString = ownerConnectionString(port, password, "postgres");
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return "ok";
  } catch (error) {
    const code = error instanceof pg.DatabaseError ? error.code : undefined;
    // 57P03: starting up, shutting down, or in recovery. Class 28: the password or the role is not the right one.
    return code === "57P03" ? "starting" : code?.startsWith("28") === true ? "refused" : "no";
  } finally {
    await client.end();
  }
}

export function ownerConnectionString(port: number, password: string, database: string): string {
  return `postgresql://${ownerName}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}
