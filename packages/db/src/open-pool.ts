import pg from "pg";
import { columnParsers } from "./column-parsers.ts";
import type { PoolStats } from "./database.ts";

export interface OpenPoolOptions {
  connectionString: string;
  maxConnections: number;
  applicationName: string;
  onError: (error: Error) => void;
}

export interface ClosablePool {
  pool: pg.Pool;
  stats(): PoolStats;
  /** Waits for the queries under way and until each socket is closed, so that Postgres may end right after. */
  close(): Promise<void>;
}

/** A pool whose broken connections are reported to `onError` and replaced; they never end the process. */
export function openPool(options: OpenPoolOptions): ClosablePool {
  const pool = new pg.Pool({
    connectionString: options.connectionString,
    max: options.maxConnections,
    application_name: options.applicationName,
    types: columnParsers,
    connectionTimeoutMillis: 5_000,
    // Longer than the role's statement_timeout: it fires only when the server itself has stopped answering.
    query_timeout: 40_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
  });
  let open = 0;
  let closed: (() => void) | undefined;
  pool.on("error", options.onError);
  pool.on("connect", (client) => {
    open += 1;
    // A connection that breaks between two queries of a transaction has no other listener.
    client.on("error", options.onError);
  });
  pool.on("remove", () => {
    open -= 1;
    if (open === 0) closed?.();
  });
  return {
    pool,
    stats: () => ({ open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    async close() {
      await pool.end();
      if (open > 0) await new Promise<void>((resolve) => (closed = resolve));
    },
  };
}
