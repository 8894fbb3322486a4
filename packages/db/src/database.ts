import type { Kysely, Transaction as KyselyTransaction } from "kysely";
import type { HoldOptions } from "./hold-name.ts";
import type { NotificationHandler } from "./open-listener.ts";
import type { RoleNames } from "./role-names.ts";
import type { Tables } from "./tables/index.ts";

/** An open transaction on all our tables. */
export type Transaction = KyselyTransaction<Tables>;

/** Connections of a pool, and who waits for one. */
export interface PoolStats {
  open: number;
  idle: number;
  waiting: number;
}

/**
 * The opened database. While the server is away every transaction, and every query that gets no connection, rejects with
 * `AppError` `unavailable`; a query of `system` that breaks halfway with the driver's error. Nothing is retried.
 */
export interface Database {
  /** One transaction of the app role that sees and writes the rows of this organization (a UUID) and no other's. */
  withOrganization<T>(organizationId: string, work: (trx: Transaction) => Promise<T>): Promise<T>;
  /** One transaction of the app role without an organization: people and logins; organization tables are empty to it. */
  transaction<T>(work: (trx: Transaction) => Promise<T>): Promise<T>;
  /** The system role, which sees every organization. For the linted list of system files only. */
  readonly system: Kysely<Tables>;
  /** The names of the two roles; they have the database's in them. */
  readonly roles: RoleNames;
  /** Of the role that owns the tables, not through a pooler. Holds its password: never log it. */
  readonly ownerConnectionString: string;
  /** Of the system role, not through a pooler; for the job queue. Holds its password: never log it. */
  readonly systemConnectionString: string;
  /** Calls the handler for each `notify` on the channel, from any node, until the answered function is called. */
  listen(channel: string, handler: NotificationHandler): Promise<() => Promise<void>>;
  /** Sent when the transaction commits. The payload may have at most 7,999 bytes: send ids, not rows. */
  notify(trx: Transaction, channel: string, payload: string): Promise<void>;
  /**
   * Takes a name for this process alone among all that work on this database, until it is closed or the process ends; answers false
   * when another has it.
   */
  hold(name: string, options: HoldOptions): Promise<boolean>;
  /** The database's time: `Date.now()` there when `performance.now()` was 0 here, and how far that may be off. */
  readClock(): Promise<{ originMs: number; withinMs: number }>;
  /** The pools of the two roles. */
  stats(): Record<keyof RoleNames, PoolStats>;
  /** Rejects when no connection is to be had within 5 s or the database does not answer within 2 s. */
  ping(): Promise<void>;
  /** Waits for the queries under way, then closes every connection. Calling it again changes nothing. */
  close(): Promise<void>;
}
