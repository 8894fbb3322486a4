export { arrayLiteral } from "./array-literal.ts";
export { type DatabaseSnapshot, openSnapshot } from "./copy/open-snapshot.ts";
export type { CopiedTable } from "./copy/own-tables.ts";
export { requireKnownMigrations } from "./copy/require-known-migrations.ts";
export { restoreDatabase, restoreFact } from "./copy/restore-database.ts";
export type { Database, Transaction } from "./database.ts";
export { DatabaseAway } from "./database-away.ts";
export { DatabaseError, type DatabaseErrorCode } from "./database-error.ts";
export { type DataDirectoryLock, lockDataDirectory } from "./embedded/lock-data-directory.ts";
export {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  type PostgresChange,
  startEmbeddedPostgres,
} from "./embedded/start-embedded-postgres.ts";
export { type OpenDatabaseOptions, openDatabase } from "./open-database.ts";
export { readInstanceFact } from "./read-instance-fact.ts";
export type { ColumnKind } from "./register/column-kinds.ts";
export {
  type DataRegister,
  dataRegister,
  type Fate,
  type PersonPath,
  type RegisterEntry,
  type Retention,
} from "./register/data-register.ts";
export { type SigningKey, type SigningKeys, signingKeysOf } from "./signing-key.ts";
export type { BillingInvoiceLine } from "./tables/billing.ts";
export type { SignInPlaceRecord } from "./tables/connection.ts";
export type { Tables } from "./tables/index.ts";
