/** Why the database, or the directory that holds it, cannot be used. */
export type DatabaseErrorCode =
  | "data_directory_not_writable"
  | "data_directory_in_use"
  | "disk_full"
  | "platform_not_supported"
  | "postgres_start_failed"
  | "postgres_stop_failed"
  | "connection_string_invalid"
  | "database_unreachable"
  | "database_too_old"
  | "database_newer"
  | "database_in_use"
  | "role_too_powerful"
  | "role_preparation_failed"
  | "migration_failed";

/** An error for the operator. Its message is two lines: the cause, then the remedy; neither holds a password. */
export class DatabaseError extends Error {
  override readonly name = "DatabaseError";
  readonly code: DatabaseErrorCode;
  /** The message's first line. */
  readonly problem: string;
  /** The message's second line: what to do. */
  readonly remedy: string;

  constructor(code: DatabaseErrorCode, problem: string, remedy: string, cause?: unknown) {
    super(`${problem}\n${remedy}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.problem = problem;
    this.remedy = remedy;
  }
}
